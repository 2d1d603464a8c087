import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { NoticesService } from '../subscriptions/notices.service.js';
import { may } from '../users/may.js';
import { type FormState, readForm } from '../web/forms.js';
import { dataProtectionPage, sendNoticePage } from './data-protection-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';

const toldForm = z.object({ how: z.string('Say how and when they were told.').trim().min(1).max(1000) });

/** The notice of GDPR Art. 14 and what is kept for how long. */
@Pages()
@Controller('desk/data-protection')
export class DataProtectionDeskController {
  constructor(
    private readonly notices: NoticesService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('contacts.read')
  show(@Shell() shell: DeskShell, @Req() request: FastifyRequest): Promise<string> {
    return this.page(shell, request);
  }

  @Get('send')
  @Permit('contacts.write')
  async askSend(@Shell() shell: DeskShell): Promise<string> {
    return sendNoticePage(shell, await this.notices.counts());
  }

  @Post('send')
  @Permit('contacts.write')
  async send(
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    const count = await this.notices.sendNow(actor);
    return leave(reply, `The notice goes to ${count.toLocaleString('en')} people.`);
  }

  @Post('told')
  @HttpCode(200)
  @Permit('contacts.write')
  async told(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Shell() shell: DeskShell,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(toldForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(shell, request, form);
    }
    const count = await this.notices.toldOtherwise(actor, form.data.how);
    return leave(reply, `Noted for ${count.toLocaleString('en')} people.`);
  }

  private async page(shell: DeskShell, { account }: FastifyRequest, form?: FormState): Promise<string> {
    return dataProtectionPage({
      shell,
      counts: await this.notices.counts(),
      env: this.env,
      mayAct: account !== undefined && may(account.role, 'contacts.write'),
      ...(form && { form }),
    });
  }
}

function leave(reply: FastifyReply, done: string): undefined {
  setFlash(reply, 'ok', done);
  void reply.redirect('/desk/data-protection', 303);
  return undefined;
}
