import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { setAuthor } from '../auth/author-cookie.js';
import { IdentifyService } from '../auth/identify.service.js';
import { Public } from '../auth/permit.js';
import { sessionCookie } from '../auth/session-cookie.js';
import { type Device, SessionsService } from '../auth/sessions.service.js';
import { isUsableLink } from '../auth/sign-in-links.js';
import { SignInService } from '../auth/sign-in.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { KEPT_FORMS } from '../http/ask-to-sign-in.js';
import { Pages } from '../http/pages.js';
import { EMPTY_FORM, readForm, refusedForm } from '../web/forms.js';
import { formErrors } from './form-errors.js';
import { localPath } from './local-path.js';
import { linkPage, linkSentPage, signInPage, type WhySignIn } from './sign-in-pages.js';

const passwordForm = z.object({
  email: z.string().max(320),
  password: z.string().max(1000),
  next: z.string().optional(),
});
const linkForm = z.object({ email: z.email().max(320) });

/** The way in and out. Pages only; programs use tokens. */
@Pages()
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly identify: IdentifyService,
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('sign-in')
  @Public()
  show(
    @Query('next') next: unknown,
    @Query('ended') ended: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (request.staff) return leaveTo(reply, localPath(next));
    const path = localPath(next);
    const why = whySignIn(path, ended);
    return signInPage({ organisation: this.env.ORGANISATION, next: path, form: EMPTY_FORM, why });
  }

  @Post('sign-in')
  @Public()
  @HttpCode(200)
  async withPassword(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(passwordForm, body);
    if (!form.ok) return this.again(reply, 422, form);
    try {
      const secret = await this.signIn.withPassword(form.data, deviceOf(request));
      return await this.welcome(request, reply, secret, localPath(form.data.next));
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.again(reply, status, refusedForm(body, errors));
    }
  }

  /** Answers alike whether or not the address has an account. */
  @Post('sign-in/link')
  @Public()
  @HttpCode(200)
  async sendLink(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(linkForm, body);
    if (!form.ok) return this.again(reply, 422, form);
    try {
      await this.signIn.requestLink(form.data.email, request.ip);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.again(reply, status, refusedForm(body, errors));
    }
    return linkSentPage({ organisation: this.env.ORGANISATION, email: form.data.email });
  }

  /** Only shows a button: mail scanners open links, and must neither sign in nor use the link up. */
  @Get('sign-in/link/:secret')
  @Public()
  @Header('referrer-policy', 'no-referrer')
  async showLink(@Param('secret') secret: string) {
    const isUsable = await isUsableLink(this.database.manager, secret);
    return linkPage({ organisation: this.env.ORGANISATION, secret, isUsable });
  }

  @Post('sign-in/link/:secret')
  @Public()
  @HttpCode(200)
  async withLink(
    @Param('secret') secret: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    try {
      const session = await this.signIn.withLink(secret, deviceOf(request));
      return await this.welcome(request, reply, session, '/desk');
    } catch (error) {
      const { status } = formErrors(error);
      reply.status(status);
      return linkPage({ organisation: this.env.ORGANISATION, secret, isUsable: false });
    }
  }

  @Post('sign-out')
  @Public()
  async out(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const secret = this.identify.secretOf(request);
    if (secret) await this.sessions.close(secret);
    const { name, options } = sessionCookie(this.env);
    reply.clearCookie(name, options);
    return leaveTo(reply, '/sign-in');
  }

  /** The session that the browser brought along ends: signing in never continues one. */
  private async welcome(request: FastifyRequest, reply: FastifyReply, secret: string, next: string) {
    const before = this.identify.secretOf(request);
    if (before) await this.sessions.close(before);
    const { name, options } = sessionCookie(this.env);
    reply.setCookie(name, secret, options);
    const account = await this.sessions.find(secret);
    if (account) setAuthor(reply, this.env, account.id, new Date());
    return leaveTo(reply, next);
  }

  private again(
    reply: FastifyReply,
    status: number,
    form: { values: typeof EMPTY_FORM.values; errors: typeof EMPTY_FORM.errors },
  ) {
    reply.status(status);
    const next = localPath(form.values['next']);
    return signInPage({ organisation: this.env.ORGANISATION, next, form, why: whySignIn(next, undefined) });
  }
}

/** A session that ended while its person was writing. */
function whySignIn(next: string, ended: unknown): WhySignIn | undefined {
  if (next.startsWith(`${KEPT_FORMS}/`)) return 'kept';
  return ended === undefined ? undefined : 'ended';
}

function leaveTo(reply: FastifyReply, path: string): undefined {
  reply.redirect(path, 303);
  return undefined;
}

function deviceOf(request: FastifyRequest): Device {
  return { userAgent: request.headers['user-agent'] ?? null, address: request.ip };
}
