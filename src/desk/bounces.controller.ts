import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { bounceQuerySchema } from '../bounces/bounce-query.js';
import { BouncesService } from '../bounces/bounces.service.js';
import { DestinationsService } from '../bounces/destinations.service.js';
import { KeptMailsService } from '../bounces/kept-mails.service.js';
import { MailHistoryService } from '../bounces/mail-history.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { may } from '../users/may.js';
import { readForm } from '../web/forms.js';
import { contactBouncesPage } from './bounces-contact-page.js';
import { bouncesPage } from './bounces-list-page.js';
import { keptMailPage, keptMailsPage } from './bounces-mails-page.js';
import { bouncePage } from './bounces-one-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';

const idSchema = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);
/** How far back a problem of ours is news. */
const PROBLEM_DAYS = 14;
const MOST_MAILS = 200;

/** What came back, why, and what was done. */
@Pages()
@Controller('desk')
export class BouncesController {
  constructor(
    private readonly bounces: BouncesService,
    private readonly destinations: DestinationsService,
    private readonly mails: KeptMailsService,
    private readonly history: MailHistoryService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('bounces')
  @Permit('bounces.read')
  async show(
    @Query() given: unknown,
    @Shell() shell: DeskShell,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(bounceQuerySchema, given);
    const query = form.ok ? form.data : bounceQuerySchema.parse({});
    if (!form.ok) reply.status(422);
    const zone = this.env.NEWSROOM_ZONE;
    const [lines, summary, problems, refusals] = await Promise.all([
      this.bounces.list(query),
      this.bounces.summary(query, zone),
      this.destinations.problems(PROBLEM_DAYS),
      this.bounces.refusals(),
    ]);
    return bouncesPage({
      shell,
      zone,
      query,
      lines,
      summary,
      refusals,
      problems: problems.length,
      ...(form.ok ? {} : { form }),
    });
  }

  @Get('bounces/mails')
  @Permit('bounces.read')
  async otherMails(@Shell() shell: DeskShell) {
    return keptMailsPage({
      shell,
      zone: this.env.NEWSROOM_ZONE,
      mails: await this.mails.notReports(MOST_MAILS),
    });
  }

  @Get('bounces/mails/:id')
  @Permit('bounces.read')
  async otherMail(@Param('id', { schema: idSchema }) id: number, @Shell() shell: DeskShell) {
    return keptMailPage({ shell, zone: this.env.NEWSROOM_ZONE, mail: await this.mails.one(id) });
  }

  @Get('bounces/:id')
  @Permit('bounces.read')
  async one(
    @Param('id', { schema: idSchema }) id: number,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const bounce = await this.bounces.one(id);
    const mail = bounce.inboundMailId === null ? null : await this.mails.one(bounce.inboundMailId);
    return bouncePage({
      shell,
      zone: this.env.NEWSROOM_ZONE,
      bounce,
      mail,
      mayAct: may(actor.role, 'bounces.act'),
    });
  }

  @Post('bounces/:id/undo')
  @Permit('bounces.act')
  async undo(
    @Param('id', { schema: idSchema }) id: number,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { lifted } = await this.bounces.undo(actor, id);
    const what = lifted ? 'Mail may go to this address again.' : 'This bounce counts no more.';
    setFlash(reply, 'ok', `Undone. ${what}`);
    reply.redirect(`/desk/bounces/${id}`, 303);
  }

  @Get('contacts/:id/bounces')
  @Permit('bounces.read')
  async ofContact(@Param('id', { schema: idSchema }) id: number, @Shell() shell: DeskShell) {
    return contactBouncesPage({ shell, zone: this.env.NEWSROOM_ZONE, mail: await this.history.of(id) });
  }
}
