import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { type AudienceFilter, audienceFilter } from '../contacts/audience.js';
import { audienceFields, AudiencesService } from '../contacts/audiences.service.js';
import { contactSearch, idParam } from '../contacts/contacts.controller.js';
import { countAudience } from '../contacts/count-audience.js';
import { glanceAtAudience } from '../contacts/estimate-audience.js';
import { invalid } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { listReleases } from '../releases/release-summaries.js';
import { newestVersion, ReleasesService } from '../releases/releases.service.js';
import { type FormState, readForm, refusedForm } from '../web/forms.js';
import { fragment } from '../web/page.js';
import { audienceForm, sentLines } from './audience-form.js';
import { type AudienceLine, filterOf, linesOf } from './audience-lines.js';
import { audienceNames } from './audience-names.js';
import { audiencePage, audiencesPage } from './audiences-page.js';
import { AudienceReach } from './audience-reach.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';

const DRAFTS_LOOKED_AT = 200;
const releaseForm = z.object({ release: z.string().min(1).max(100) });
const reachQuery = contactSearch.required({ filter: true }).pick({ filter: true });
const countForm = z.object({ id: idParam.optional() });

interface Shown {
  id: number | null;
  name: string;
  lines: AudienceLine[] | null;
  filter: AudienceFilter | null;
  form?: FormState;
}

@Pages()
@Controller('desk/audiences')
export class AudiencesDeskController {
  constructor(
    private readonly audiences: AudiencesService,
    private readonly releases: ReleasesService,
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('contacts.read')
  async list(@Shell() shell: DeskShell): Promise<string> {
    return audiencesPage(shell, await this.audiences.list(), this.env.NEWSROOM_ZONE);
  }

  @Get('new')
  @Permit('contacts.write')
  add(@Shell() shell: DeskShell): Promise<string> {
    return this.page(shell, { id: null, name: '', lines: [], filter: null });
  }

  /** The exact count, alone for the page that showed an estimate. */
  @Get('reach')
  @Permit('contacts.read')
  async reach(@Query({ schema: reachQuery }) { filter }: z.output<typeof reachQuery>): Promise<string> {
    const count = await countAudience(this.source.manager, filter);
    return fragment(AudienceReach({ count, filter }));
  }

  @Get(':id')
  @Permit('contacts.read')
  async one(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    const { name, filter } = await this.audiences.find(id);
    const lines = linesOf(filter, await audienceNames(this.source.manager, filter, []));
    return this.page(shell, { id, name, lines, filter });
  }

  /** Changes nothing: shows who the lines of the form are, and the form again with room for more. */
  @Post('count')
  @HttpCode(200)
  @Permit('contacts.read')
  async count(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = readForm(countForm, body);
    const shown = await this.read(body, id.ok ? (id.data.id ?? null) : null);
    if (shown.form) reply.status(422);
    return this.page(shell, shown);
  }

  @Post()
  @HttpCode(200)
  @Permit('contacts.write')
  create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.save(body, shell, reply, null, (fields) => this.audiences.create(actor, fields));
  }

  @Post(':id')
  @HttpCode(200)
  @Permit('contacts.write')
  change(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.save(body, shell, reply, id, (fields) => this.audiences.change(actor, id, fields));
  }

  @Post(':id/release')
  @Permit('releases.write')
  async use(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: releaseForm }) { release }: z.output<typeof releaseForm>,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    const { name, filter } = await this.audiences.find(id);
    const version = await newestVersion(this.source.manager, release);
    await this.releases.setAudience(actor, version.id, filter);
    return leave(reply, `/desk/releases/${release}`, `This release goes to “${name}”.`);
  }

  @Post(':id/remove')
  @Permit('contacts.write')
  async remove(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.audiences.remove(actor, id);
    return leave(reply, '/desk/audiences', 'The audience is removed. Releases that use it keep their copy.');
  }

  private async save(
    body: unknown,
    shell: DeskShell,
    reply: FastifyReply,
    id: number | null,
    save: (fields: z.output<typeof audienceFields>) => Promise<{ id: number }>,
  ): Promise<string | undefined> {
    const shown = await this.read(body, id);
    try {
      if (!shown.form && shown.name === '') throw invalid('name', 'Give the audience a name.');
      if (!shown.form && shown.filter) {
        const saved = await save({ name: shown.name, filter: shown.filter });
        return leave(reply, `/desk/audiences/${saved.id}`, 'Saved.');
      }
      reply.status(422);
      return await this.page(shell, shown);
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.page(shell, { ...shown, form: refusedForm(body, errors) });
    }
  }

  /** The lines of the form and the filter they make, or why they make none. */
  private async read(body: unknown, id: number | null): Promise<Shown> {
    const form = readForm(audienceForm, body);
    if (!form.ok) return { id, name: '', lines: [], filter: null, form };
    const lines = sentLines(form.data);
    const shown = { id, name: form.data.name, lines };
    try {
      const values = lines.map(({ value }) => value);
      const names = await audienceNames(this.source.manager, null, values);
      const filter = audienceFilter.safeParse(filterOf(lines, names));
      if (!filter.success)
        throw invalid('lines', 'One of these values is too long or not among the possible ones.');
      return { ...shown, filter: filter.data };
    } catch (error) {
      return { ...shown, filter: null, form: refusedForm(body, formErrors(error).errors) };
    }
  }

  private async page(shell: DeskShell, { id, name, lines, filter, form }: Shown): Promise<string> {
    const { manager } = this.source;
    const releases = id === null ? [] : await listReleases(manager, { limit: DRAFTS_LOOKED_AT });
    return audiencePage({
      shell,
      audience: id === null ? null : await this.audiences.find(id),
      ...{ name, lines, filter },
      count: filter && (await glanceAtAudience(manager, filter)),
      names: await audienceNames(manager, filter, []),
      drafts: releases.filter(({ state }) => state === 'draft'),
      ...(form && { form }),
    });
  }
}

function leave(reply: FastifyReply, path: string, done: string): undefined {
  setFlash(reply, 'ok', done);
  void reply.redirect(path, 303);
  return undefined;
}
