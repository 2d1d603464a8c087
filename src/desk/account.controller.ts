import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { staffUserId } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { IdentifyService } from '../auth/identify.service.js';
import { SignedIn } from '../auth/permit.js';
import { sessionCookie } from '../auth/session-cookie.js';
import { SessionsService } from '../auth/sessions.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { UsersService } from '../users/users.service.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { accountPage } from './account-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';

const passwordForm = z
  .object({ current: z.string().max(1000).default(''), password: z.string(), again: z.string() })
  .refine(({ password, again }) => password === again, {
    path: ['again'],
    error: 'This is not the same password.',
  });

/** One's own account: password, and where one is signed in. */
@Pages()
@SignedIn()
@Controller('desk/account')
export class AccountController {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly identify: IdentifyService,
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  show(@Shell() shell: DeskShell, @CurrentActor() actor: Staff, @Req() request: FastifyRequest) {
    return this.page(shell, actor, request, EMPTY_FORM);
  }

  /** All sessions end with the old password; this browser gets a new one. */
  @Post('password')
  @HttpCode(200)
  async changePassword(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(passwordForm, body);
    if (!form.ok) return this.again(422, form, { shell, actor, request, reply });
    try {
      await this.users.choosePassword(actor, ownId(actor), form.data);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.again(status, refusedForm(body, errors), { shell, actor, request, reply });
    }
    await this.signInAgain(actor, request, reply);
    setFlash(reply, 'ok', 'The password is changed. Every other browser has been signed out.');
    reply.redirect('/desk/account', 303);
    return undefined;
  }

  @Post('sessions/:id/end')
  async endSession(
    @Param('id') id: string,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.sessions.revoke(actor, ownId(actor), id);
    setFlash(reply, 'ok', 'That browser has been signed out.');
    reply.redirect('/desk/account', 303);
  }

  private async page(
    shell: DeskShell,
    actor: Staff,
    request: FastifyRequest,
    form: FormState,
  ): Promise<string> {
    const id = ownId(actor);
    const sessions = await this.sessions.list(id, this.identify.secretOf(request));
    return accountPage({
      shell,
      sessions,
      form,
      hasPassword: await this.users.hasPassword(id),
      zone: this.env.NEWSROOM_ZONE,
    });
  }

  private again(
    status: number,
    form: FormState,
    at: { shell: DeskShell; actor: Staff; request: FastifyRequest; reply: FastifyReply },
  ): Promise<string> {
    at.reply.status(status);
    return this.page(at.shell, at.actor, at.request, form);
  }

  private async signInAgain(actor: Staff, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const device = { userAgent: request.headers['user-agent'] ?? null, address: request.ip };
    const secret = await this.sessions.open(this.database.manager, ownId(actor), device);
    const { name, options } = sessionCookie(this.env);
    reply.setCookie(name, secret, options);
  }
}

function ownId(actor: Staff): number {
  return staffUserId(actor) ?? 0;
}
