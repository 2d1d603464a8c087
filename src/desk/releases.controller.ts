import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { newReleaseFields } from '../releases/release-fields.js';
import { versionsOf } from '../releases/release-summaries.js';
import { ReleasesService } from '../releases/releases.service.js';
import { Release } from '../releases/release.entity.js';
import { may } from '../users/may.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm, valueOf } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { formErrors } from './form-errors.js';
import { LIST_FILTERS, type ListFilter, releaseList } from './releases-list.js';
import { releasesPage } from './releases-list-page.js';
import { newReleasePage } from './releases-new-page.js';
import { takenOver } from './releases-taken-over.js';
import { releasePath } from './releases-open.js';

const listQuery = z.object({
  search: z.string().trim().max(200).catch(''),
  state: z
    .string()
    .transform((state) => (state in LIST_FILTERS ? (state as ListFilter) : undefined))
    .optional()
    .catch(undefined),
  before: z.coerce.date().optional().catch(undefined),
});
const newForm = newReleaseFields.pick({ type: true, headline: true, language: true, translationOf: true });

/** The list of releases, and beginning a new one. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases')
export class ReleasesController {
  constructor(
    private readonly source: DataSource,
    private readonly releases: ReleasesService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async list(
    @Query({ schema: listQuery }) { search, state: filter, before }: z.output<typeof listQuery>,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const list = await releaseList(this.source.manager, { search, filter, before });
    const canWrite = may(actor.role, 'releases.write');
    return releasesPage({ shell, list, search, filter, zone: this.env.NEWSROOM_ZONE, canWrite });
  }

  @Get('new')
  @Permit('releases.write')
  begin(@Shell() shell: DeskShell, @Query('translationOf') translationOf?: string) {
    const values: FormState['values'] = {};
    if (typeof translationOf === 'string') values['translationOf'] = translationOf;
    return this.newPage(shell, { ...EMPTY_FORM, values });
  }

  @Post()
  @HttpCode(200)
  @Permit('releases.write')
  async create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(newForm, body);
    if (!form.ok) return this.again(reply, 422, shell, form);
    try {
      const language = form.data.language ?? this.env.NEWSROOM_LANGUAGE;
      const before = await takenOver(this.source.manager, language);
      const { releaseId } = await this.releases.create(actor, { ...before, ...form.data });
      const { publicId } = await this.source.manager.findOneByOrFail(Release, { id: releaseId });
      reply.redirect(releasePath(publicId), 303);
      return undefined;
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.again(reply, status, shell, refusedForm(body, errors));
    }
  }

  private again(reply: FastifyReply, status: number, shell: DeskShell, form: FormState): Promise<string> {
    reply.status(status);
    return this.newPage(shell, form);
  }

  private async newPage(shell: DeskShell, form: FormState): Promise<string> {
    const publicId = valueOf(form, 'translationOf');
    const [original] = publicId ? await versionsOf(this.source.manager, publicId) : [];
    return newReleasePage({ shell, form, language: this.env.NEWSROOM_LANGUAGE, original: original ?? null });
  }
}
