import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { type FollowUpKind, FollowUpsService } from '../releases/follow-ups.service.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { armAudience } from './arm-audience.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { followUpPage } from './releases-follow-up-page.js';
import { openRelease, releasePath } from './releases-open.js';
import { KIND_NAMES } from './releases-words.js';

const kindSchema = z.enum(['correction', 'update', 'hold', 'kill']);
const noticeForm = z.object({ notice: z.string().trim().max(4000) });

/** What follows a release that has gone out. A page says what it will do; confirming opens the next version. */
@Pages()
@Permit('releases.write')
@Controller('desk/releases/:id/follow-up/:kind')
export class ReleasesFollowUpController {
  constructor(
    private readonly source: DataSource,
    private readonly followUps: FollowUpsService,
  ) {}

  @Get()
  show(
    @Param('id') id: string,
    @Param('kind', { schema: kindSchema }) kind: FollowUpKind,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    return this.page(id, kind, shell, actor, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  async begin(
    @Param('id') id: string,
    @Param('kind', { schema: kindSchema }) kind: FollowUpKind,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(noticeForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(id, kind, shell, actor, form);
    }
    try {
      const { version } = await openRelease(this.source.manager, id, actor);
      await this.followUps.start(actor, version.releaseId, kind, form.data.notice);
    } catch (error) {
      const { status, errors } = formErrors(error);
      if (status === 404) throw error;
      reply.status(status);
      return this.page(id, kind, shell, actor, refusedForm(body, errors));
    }
    setFlash(
      reply,
      'ok',
      `${KIND_NAMES[kind]} begun. Nothing has been sent yet: have it approved, then arm it.`,
    );
    const takesBack = kind === 'hold' || kind === 'kill';
    reply.redirect(`${releasePath(id)}${takesBack ? '/review' : ''}`, 303);
    return undefined;
  }

  private async page(
    id: string,
    kind: FollowUpKind,
    shell: DeskShell,
    actor: Staff,
    form: FormState,
  ): Promise<string> {
    const release = await openRelease(this.source.manager, id, actor);
    if (!release.facts.anyStarted && release.version.number === 1)
      throw new DomainError('conflict', 'Nothing of this release has gone out. Change the text itself.');
    const { total } = await armAudience(this.source.manager, { ...release.version, kind });
    return followUpPage({ shell, release, kind, receivers: total, form });
  }
}
