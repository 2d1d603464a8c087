import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Staff, staffUserId } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { ApprovalsService } from '../releases/approvals.service.js';
import { changedSinceApproval } from '../releases/release-history.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { propertyNames } from './compose-property-names.js';
import { DeskPreview } from './preview-desk.service.js';
import { type OpenRelease, openRelease, releasePath } from './releases-open.js';
import { reviewEvents } from './releases-review-events.js';
import { reviewPage } from './releases-review-page.js';

const approveForm = z.object({ revision: z.coerce.number().int().positive() });
const sendBackForm = z.object({
  reason: z.string({ error: 'Say what has to change.' }).trim().max(2000),
});

interface Exchange {
  id: string;
  shell: DeskShell;
  actor: Staff;
  reply: FastifyReply;
}

/** Submitting, judging and approving a release. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases/:id/review')
export class ReleasesReviewController {
  constructor(
    private readonly source: DataSource,
    private readonly approvals: ApprovalsService,
    private readonly preview: DeskPreview,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  show(@Param('id') id: string, @Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    return this.page({ id, shell, actor }, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  @Permit('releases.write')
  async submit(
    @Param('id') id: string,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.change(
      { id, shell, actor, reply },
      {},
      'Submitted. Somebody can approve it now.',
      (version) => this.approvals.submit(actor, version),
    );
  }

  @Post('approve')
  @HttpCode(200)
  @Permit('releases.approve')
  async approve(
    @Param('id') id: string,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(approveForm, body);
    const revision = form.ok ? form.data.revision : 0;
    return this.change({ id, shell, actor, reply }, body, 'Approved. It can be armed now.', (version) =>
      this.approvals.approve(actor, version, revision),
    );
  }

  @Post('send-back')
  @HttpCode(200)
  @Permit('releases.approve')
  async sendBack(
    @Param('id') id: string,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(sendBackForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.page({ id, shell, actor }, form);
    }
    return this.change({ id, shell, actor, reply }, body, 'Sent back to its writers.', (version) =>
      this.approvals.sendBack(actor, version, form.data.reason),
    );
  }

  @Post('withdraw')
  @HttpCode(200)
  @Permit('releases.approve')
  async withdraw(
    @Param('id') id: string,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.change({ id, shell, actor, reply }, {}, 'The approval is taken back.', (version) =>
      this.approvals.withdraw(actor, version, ''),
    );
  }

  /** A refusal is said on the page with the buttons, and nothing typed is lost. */
  private async change(
    at: Exchange,
    body: unknown,
    done: string,
    act: (versionId: number) => Promise<unknown>,
  ): Promise<string | undefined> {
    const { version } = await openRelease(this.source.manager, at.id, at.actor);
    try {
      await act(version.id);
    } catch (error) {
      const { status, errors } = formErrors(error);
      at.reply.status(status);
      return this.page(at, refusedForm(body, { '': Object.values(errors).join(' ') }));
    }
    setFlash(at.reply, 'ok', done);
    at.reply.redirect(`${releasePath(at.id)}/review`, 303);
    return undefined;
  }

  private async page(at: Omit<Exchange, 'reply'>, form: FormState): Promise<string> {
    const { manager } = this.source;
    const release = await openRelease(manager, at.id, at.actor);
    const panel = await this.preview.panel(release, 'early');
    return reviewPage({
      ...{ shell: at.shell, release, form, panel, zone: this.env.NEWSROOM_ZONE },
      report: await this.preview.preflight(release),
      changed: propertyNames(await changedSinceApproval(manager, release.version.id)),
      whyNot: await this.whyNot(release, at.actor),
      events: await reviewEvents(manager, release.version),
    });
  }

  private async whyNot({ version }: OpenRelease, actor: Staff): Promise<string | null> {
    const approver = staffUserId(actor) ?? 0;
    return this.approvals.whyNot(this.source.manager, version, approver);
  }
}
