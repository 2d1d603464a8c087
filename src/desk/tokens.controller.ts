import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Staff, staffUserId } from '../auth/actor.js';
import { ApiTokensService } from '../auth/api-tokens.service.js';
import { CurrentActor } from '../auth/current-actor.js';
import { SignedIn } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { roles } from '../users/may.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { tokensPage } from './tokens-page.js';

const tokenForm = z.object({ name: z.string().trim().min(1).max(100), role: z.enum(roles) });
const idSchema = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);

/** One's own API tokens. */
@Pages()
@SignedIn()
@Controller('desk/tokens')
export class TokensController {
  constructor(
    private readonly tokens: ApiTokensService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  show(@Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    return this.page(shell, actor, EMPTY_FORM);
  }

  /** The new token is on the page that answers, and nowhere else: so no redirect. */
  @Post()
  @HttpCode(200)
  async create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(tokenForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(shell, actor, form);
    }
    try {
      const { token } = await this.tokens.create(actor, form.data);
      return await this.page(shell, actor, EMPTY_FORM, token);
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.page(shell, actor, refusedForm(body, errors));
    }
  }

  @Post(':id/revoke')
  async revoke(
    @Param('id', { schema: idSchema }) id: number,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.tokens.revoke(actor, staffUserId(actor) ?? 0, id);
    setFlash(reply, 'ok', 'The token no longer works.');
    reply.redirect('/desk/tokens', 303);
  }

  private async page(shell: DeskShell, actor: Staff, form: FormState, token?: string): Promise<string> {
    const tokens = await this.tokens.list(staffUserId(actor) ?? 0);
    return tokensPage({ shell, tokens, form, role: actor.role, zone: this.env.NEWSROOM_ZONE, token });
  }
}
