import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { doubtsOf } from '../dispatch/doubt-views.js';
import { DoubtsService } from '../dispatch/doubts.service.js';
import { progressOf } from '../dispatch/progress-views.js';
import { Pages } from '../http/pages.js';
import { may } from '../users/may.js';
import { EMPTY_FORM, type FormState, readForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { doubtsPage, leavePage, resendPage } from './dispatch-doubts-page.js';
import { setFlash } from './flash.js';

const dispatchId = z.coerce.number().int().positive();
const chosen = z.object({
  delivery: z
    .array(z.coerce.number().int().positive(), 'Tick those who shall get it again.')
    .min(1, 'Tick those who shall get it again.')
    .max(1000),
});

/** Mails of which nobody knows whether they arrived: what is known, and the two answers. */
@Pages()
@Controller('desk/dispatches/:id/in-doubt')
export class DispatchDoubtsController {
  constructor(
    private readonly dispatches: DispatchService,
    private readonly doubts: DoubtsService,
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('contacts.read')
  show(
    @Param('id', { schema: dispatchId }) id: number,
    @Shell() shell: DeskShell,
    @Req() request: FastifyRequest,
  ) {
    return this.page(id, shell, request, EMPTY_FORM);
  }

  @Get('resend')
  @Permit('dispatch.arm')
  async confirmResend(
    @Param('id', { schema: dispatchId }) id: number,
    @Query() query: unknown,
    @Shell() shell: DeskShell,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(chosen, query);
    if (form.ok) {
      const progress = await progressOf(this.database.manager, id);
      return resendPage({ shell, progress, ids: form.data.delivery });
    }
    reply.status(422);
    return this.page(id, shell, request, form);
  }

  @Post('resend')
  @Permit('dispatch.arm')
  async resend(
    @Param('id', { schema: dispatchId }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(chosen, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(id, shell, request, form);
    }
    const count = await this.dispatches.resendDoubtful(actor, id, form.data.delivery);
    setFlash(reply, 'ok', count === 1 ? 'One mail is sent again.' : `${count} mails are sent again.`);
    reply.redirect(`/desk/dispatches/${id}`, 303);
    return undefined;
  }

  @Get('leave')
  @Permit('dispatch.arm')
  async confirmLeave(@Param('id', { schema: dispatchId }) id: number, @Shell() shell: DeskShell) {
    const progress = await progressOf(this.database.manager, id);
    const doubts = await doubtsOf(this.database.manager, id);
    return leavePage({ shell, progress, count: doubts.filter((each) => !each.isLeft).length });
  }

  @Post('leave')
  @Permit('dispatch.arm')
  async leave(
    @Param('id', { schema: dispatchId }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const count = await this.doubts.leave(actor, id);
    setFlash(reply, 'ok', `${count} left as ${count === 1 ? 'it is' : 'they are'}.`);
    reply.redirect(`/desk/dispatches/${id}`, 303);
  }

  private async page(
    id: number,
    shell: DeskShell,
    request: FastifyRequest,
    form: FormState,
  ): Promise<string> {
    const { manager } = this.database;
    const progress = await progressOf(manager, id);
    const doubts = await doubtsOf(manager, id);
    const maySteer = request.staff !== undefined && may(request.staff.role, 'dispatch.arm');
    return doubtsPage({ shell, progress, doubts, zone: this.env.NEWSROOM_ZONE, maySteer, form });
  }
}
