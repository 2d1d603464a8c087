import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Staff, staffUserId } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { KeptFormsService } from '../auth/kept-forms.service.js';
import { SignedIn } from '../auth/permit.js';
import { isDecision } from '../auth/typed-form.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { keptFormPage } from './kept-forms-page.js';

const formId = z.coerce.number<string>().int().positive();

/** What one typed while one's session ended. Each form is its author's alone. */
@Pages()
@SignedIn()
@Controller('desk/kept-forms/:id')
export class KeptFormsController {
  constructor(
    private readonly keptForms: KeptFormsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(
    @Param('id', { schema: formId }) id: number,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const form = await this.keptForms.find(ownId(actor), id);
    return keptFormPage({ shell, form, zone: this.env.NEWSROOM_ZONE });
  }

  /** 307: the browser sends the same fields on to where they were meant for, and that page judges them. */
  @Post('use')
  async use(
    @Param('id', { schema: formId }) id: number,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = await this.keptForms.find(ownId(actor), id);
    if (isDecision(form)) throw new DomainError('forbidden', 'Open the page again to decide this.');
    await this.keptForms.use(ownId(actor), id);
    reply.redirect(form.path, 307);
  }

  @Post('discard')
  async discard(
    @Param('id', { schema: formId }) id: number,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = await this.keptForms.discard(ownId(actor), id);
    setFlash(reply, 'ok', 'Thrown away.');
    reply.redirect(form.page, 303);
  }
}

function ownId(actor: Staff): number {
  return staffUserId(actor) ?? 0;
}
