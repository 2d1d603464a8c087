import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { idParam } from '../contacts/contacts.controller.js';
import { withUpload } from '../contacts/import/imports.controller.js';
import { ImportsService } from '../contacts/import/imports.service.js';
import { importFields } from '../contacts/import/match-columns.js';
import { Pages } from '../http/pages.js';
import { TopicsService } from '../subscriptions/topics.service.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { fragment } from '../web/page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { formErrors } from './form-errors.js';
import { importPage, ImportProgress, type ImportPlan } from './import-page.js';
import { importsPage } from './import-pages.js';

const REFUSALS_SHOWN = 50;
const PLANNED_KINDS = ['created', 'changed', 'leftOut'] as const;
const columnsForm = z.object({ columns: z.record(z.string(), z.enum(importFields).optional()).default({}) });

@Pages()
@Permit('contacts.write')
@Controller('desk/imports')
export class ImportsDeskController {
  constructor(
    private readonly imports: ImportsService,
    private readonly topics: TopicsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  list(@Shell() shell: DeskShell): Promise<string> {
    return this.listPage(shell, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  async upload(
    @Req() request: FastifyRequest,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    try {
      const { id } = await withUpload(request, (file) =>
        this.imports.stage(actor, { ...file, onDoubt: 'ask' }),
      );
      return go(reply, id);
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.listPage(shell, refusedForm({}, errors));
    }
  }

  @Get(':id')
  async show(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    return this.onePage(shell, id);
  }

  /** A person says what each column is; the file is read again. */
  @Post(':id/columns')
  @HttpCode(200)
  async correct(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(columnsForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.onePage(shell, id, form);
    }
    try {
      const { columns } = await this.imports.find(id);
      await this.imports.correctColumns(
        id,
        columns.map((_, at) => form.data.columns[String(at)] ?? null),
      );
      return go(reply, id);
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.onePage(shell, id, refusedForm(body, errors));
    }
  }

  @Get(':id/progress')
  async progress(@Param('id', { schema: idParam }) id: number): Promise<string> {
    return fragment(ImportProgress({ list: await this.imports.find(id) }));
  }

  @Post(':id/run')
  async run(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.imports.start(actor, id);
    return go(reply, id);
  }

  @Post(':id/cancel')
  async cancel(
    @Param('id', { schema: idParam }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    await this.imports.cancel(actor, id);
    return go(reply, id);
  }

  private async onePage(shell: DeskShell, id: number, form?: FormState): Promise<string> {
    const list = await this.imports.find(id);
    const plan = list.state === 'staged' && !list.trouble ? await this.plan(id) : null;
    const refusals = await this.imports.refusals(id, 0, REFUSALS_SHOWN);
    return importPage({ shell, list, plan, refusals, ...(form && { form }) });
  }

  /** Kinds of which there are none are not looked for: that would walk the whole list. */
  private async plan(id: number): Promise<ImportPlan> {
    const check = await this.imports.check(id);
    const kinds = PLANNED_KINDS.filter((kind) => check[kind] > 0);
    const rows = await Promise.all(kinds.map((kind) => this.imports.planned(id, kind)));
    return { check, rows: rows.flat() };
  }

  private async listPage(shell: DeskShell, form: FormState): Promise<string> {
    return importsPage(
      shell,
      await this.imports.list(),
      await this.topics.list(),
      this.env.NEWSROOM_ZONE,
      form,
    );
  }
}

function go(reply: FastifyReply, id: number): undefined {
  void reply.redirect(`/desk/imports/${id}`, 303);
  return undefined;
}
