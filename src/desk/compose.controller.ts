import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { may } from '../users/may.js';
import { EMPTY_FORM, type FormState, refusedForm } from '../web/forms.js';
import { bodyAsPlainText } from './compose-body-text.js';
import { conflictsOf, tookOver } from './compose-conflict.js';
import { composeDesk, keptContacts } from './compose-desk.js';
import { atFields, readCompose } from './compose-form.js';
import { ComposeExtras } from './compose-extras.service.js';
import { othersWriting } from './compose-others.js';
import { composePage } from './compose-page.js';
import { partsOf, seenAgain, seenOf, type TypedParts } from './compose-parts.js';
import { failedAnswer, isAutosave, savedAnswer, valueIn } from './compose-answers.js';
import { type ComposeSave, ComposeService } from './compose-save.service.js';
import { ComposeUploads } from './compose-upload.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { DeskPreview } from './preview-desk.service.js';
import { type OpenRelease, openRelease, releasePath } from './releases-open.js';
import { releasePage } from './releases-page.js';
import type { Conflict } from './compose-conflicts.js';

interface Exchange {
  id: string;
  shell: DeskShell;
  actor: Staff;
  reply: FastifyReply;
}

/** Writing a release. Who may not, or comes too late, reads it here. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases/:id')
export class ComposeController {
  constructor(
    private readonly source: DataSource,
    private readonly compose: ComposeService,
    private readonly uploads: ComposeUploads,
    private readonly extras: ComposeExtras,
    private readonly preview: DeskPreview,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    const release = await openRelease(this.source.manager, id, actor);
    if (release.canWrite) {
      const others = await othersWriting(this.source.manager, release.version.id, actor);
      return this.page(shell, release, EMPTY_FORM, seenOf(partsOf(release.version)), [], others);
    }
    const mayWrite = may(actor.role, 'releases.write');
    return releasePage({ shell, mayWrite, ...(await this.shown(release)) });
  }

  /** By hand, with uploads, and as an autosave, which is answered with JSON. */
  @Post()
  @HttpCode(200)
  @Permit('releases.write')
  async save(
    @Param('id') id: string,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const at = { id, shell, actor, reply };
    const release = await openRelease(this.source.manager, id, actor);
    const sent = await this.uploads.read(actor, request);
    const written = await this.extras.useBoilerplate(sent.body);
    const form = readCompose(sent.body, await this.context(release));
    if (!form.ok)
      return this.refuse(request, at, release, 422, { ...form, errors: { ...form.errors, ...sent.errors } });
    if (Object.keys(sent.errors).length > 0)
      return this.refuse(request, at, release, 422, refusedForm(sent.body, sent.errors));
    try {
      const typed = tookOver(form.data, valueIn(sent.body, 'take'));
      const save = await this.compose.save(actor, release.version.id, typed, valueIn(sent.body, 'seen'));
      if (isAutosave(request)) return savedAnswer(reply, save, this.env.NEWSROOM_ZONE, written);
      await this.extras.keep(actor, sent.body, typed);
      return await this.afterSave(at, save, typed, sent.body);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.refuse(request, at, release, status, refusedForm(sent.body, atFields(errors)));
    }
  }

  private async afterSave(
    at: Exchange,
    save: ComposeSave,
    typed: TypedParts,
    body: Record<string, string | string[]>,
  ): Promise<string | undefined> {
    if (save.conflicts.length > 0) return this.showConflicts(at, save, typed, body);
    const then = valueIn(body, 'then');
    setFlash(at.reply, 'ok', 'Saved.');
    const next = then === 'review' || then === 'embargo' ? `/${then}` : '';
    at.reply.redirect(`${releasePath(at.id)}${next}`, 303);
    return undefined;
  }

  /** From here on the form has seen what the other wrote, so saving again is a decision. */
  private async showConflicts(
    at: Exchange,
    save: ComposeSave,
    typed: TypedParts,
    body: Record<string, string | string[]>,
  ): Promise<string> {
    at.reply.status(409);
    const release = await openRelease(this.source.manager, at.id, at.actor);
    const conflicts = await conflictsOf(this.source.manager, save, typed, this.env.NEWSROOM_ZONE);
    const seen = seenAgain(save.seen, save.conflicts, partsOf(save.version));
    return this.page(at.shell, release, refusedForm(body, {}), seen, conflicts);
  }

  private async refuse(
    request: FastifyRequest,
    at: Exchange,
    release: OpenRelease,
    status: number,
    form: FormState,
  ): Promise<string> {
    if (isAutosave(request)) return failedAnswer(at.reply, status, form.errors);
    if (!release.canWrite) throw new DomainError('conflict', Object.values(form.errors).join(' '));
    at.reply.status(status);
    return this.page(at.shell, release, form, String(form.values['seen'] ?? ''), []);
  }

  private async context(release: OpenRelease) {
    const kept = await keptContacts(this.source.manager);
    return { bodyText: bodyAsPlainText(release.version.body), kept, zone: this.env.NEWSROOM_ZONE };
  }

  private async page(
    shell: DeskShell,
    release: OpenRelease,
    form: FormState,
    seen: string,
    conflicts: Conflict[],
    others: string[] = [],
  ): Promise<string> {
    const desk = await composeDesk(this.source.manager);
    return composePage({ shell, desk, form, seen, conflicts, others, ...(await this.shown(release)) });
  }

  /** The mail as it would be now, and what preflight says of it. */
  private async shown(release: OpenRelease) {
    const panel = await this.preview.panel(release, 'early');
    const report = await this.preview.preflight(release);
    return { release, report, zone: this.env.NEWSROOM_ZONE, panel };
  }
}
