import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { DestinationsService } from '../bounces/destinations.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { may } from '../users/may.js';
import { type FormState, readForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { destinationsPage } from './destinations-list-page.js';
import { destinationPage } from './destinations-one-page.js';
import { setFlash } from './flash.js';

// What does not fit is ignored: an old link shows the usual span and not an error.
const querySchema = z.object({ days: z.coerce.number().int().min(1).max(365).catch(14) });
const domainSchema = z.string().max(255).toLowerCase();
const holdSchema = z.object({
  minutes: z.coerce
    .number<string>()
    .positive()
    .max(7 * 24 * 60),
  reason: z.string().trim().min(1).max(300),
});

const MOST = 200;

/** How each mail domain takes our mail, and letting one rest. */
@Pages()
@Controller('desk/destinations')
export class DestinationsController {
  constructor(
    private readonly destinations: DestinationsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('bounces.read')
  async list(@Query() given: unknown, @Shell() shell: DeskShell) {
    const { days } = querySchema.parse(given);
    const [destinations, problems] = await Promise.all([
      this.destinations.list(days, MOST),
      this.destinations.problems(days),
    ]);
    return destinationsPage({ shell, zone: this.env.NEWSROOM_ZONE, days, destinations, problems });
  }

  @Get(':domain')
  @Permit('bounces.read')
  one(
    @Param('domain', { schema: domainSchema }) domain: string,
    @Query() given: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    return this.page(domain, querySchema.parse(given).days, shell, actor);
  }

  @Post(':domain/hold')
  @Permit('bounces.act')
  async hold(
    @Param('domain', { schema: domainSchema }) domain: string,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(holdSchema, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(domain, 14, shell, actor, form);
    }
    await this.destinations.hold(actor, { domain, ...form.data });
    setFlash(reply, 'hold', `No mail goes to ${domain} for now.`);
    return reply.redirect(`/desk/destinations/${encodeURIComponent(domain)}`, 303);
  }

  @Post(':domain/free')
  @Permit('bounces.act')
  async free(
    @Param('domain', { schema: domainSchema }) domain: string,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.destinations.endHold(actor, domain);
    setFlash(reply, 'ok', `Mail goes to ${domain} again.`);
    reply.redirect(`/desk/destinations/${encodeURIComponent(domain)}`, 303);
  }

  private async page(domain: string, days: number, shell: DeskShell, actor: Staff, form?: FormState) {
    const zone = this.env.NEWSROOM_ZONE;
    const [destination, byDay, words] = await Promise.all([
      this.destinations.one(domain, days),
      this.destinations.days(domain, days, zone),
      this.destinations.words(domain, days),
    ]);
    const mayAct = may(actor.role, 'bounces.act');
    return destinationPage({
      shell,
      zone,
      days,
      domain,
      destination,
      byDay,
      words,
      mayAct,
      ...(form ? { form } : {}),
    });
  }
}
