import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { idParam } from '../contacts/contacts.controller.js';
import { withUpload } from '../contacts/import/imports.controller.js';
import { ImportsService } from '../contacts/import/imports.service.js';
import { Pages } from '../http/pages.js';
import { TopicsService } from '../subscriptions/topics.service.js';
import { EMPTY_FORM, type FormState, refusedForm } from '../web/forms.js';
import { fragment } from '../web/page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { formErrors } from './form-errors.js';
import { importPage, importProgress, importsPage } from './import-pages.js';

const REFUSALS_SHOWN = 50;

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
      const { id } = await withUpload(request, (file) => this.imports.stage(actor, file));
      return go(reply, id);
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.listPage(shell, refusedForm({}, errors));
    }
  }

  @Get(':id')
  async show(@Param('id', { schema: idParam }) id: number, @Shell() shell: DeskShell): Promise<string> {
    const list = await this.imports.find(id);
    const check = list.state === 'staged' ? await this.imports.check(id) : null;
    return importPage({ shell, list, check, refusals: await this.imports.refusals(id, 0, REFUSALS_SHOWN) });
  }

  @Get(':id/progress')
  async progress(@Param('id', { schema: idParam }) id: number): Promise<string> {
    return fragment(importProgress(await this.imports.find(id)));
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
