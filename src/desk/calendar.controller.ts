import { Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Staff, staffUserId } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit, Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { databaseNow } from '../releases/database-now.js';
import { may } from '../users/may.js';
import { type CalendarEntry, calendarEntries } from './calendar-entries.js';
import { CalendarFeeds } from './calendar-feeds.service.js';
import { calendarFile } from './calendar-file.js';
import { calendarMonth, monthOf } from './calendar-month.js';
import { calendarPage } from './calendar-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';

const calendarQuery = z.object({
  month: z.string().max(20).optional().catch(undefined),
  view: z.enum(['month', 'list']).catch('month'),
});
type CalendarQuery = z.output<typeof calendarQuery>;

const DAY = 86_400_000;
/** A feed holds what was lately, so that entries do not vanish from the week, and a year of what comes. */
const FEED = { before: 31 * DAY, after: 400 * DAY };

/** Embargoes and events by month, and as a file for calendar programs. */
@Pages()
@Permit('releases.read')
@Controller('desk/calendar')
export class CalendarController {
  constructor(
    private readonly source: DataSource,
    private readonly feeds: CalendarFeeds,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  show(
    @Query({ schema: calendarQuery }) query: CalendarQuery,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    return this.page(query, shell, actor);
  }

  @Get('month.ics')
  async download(
    @Query({ schema: calendarQuery }) query: CalendarQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { month, from, to } = await this.month(query);
    reply.header('content-disposition', `attachment; filename="${month}.ics"`);
    return this.file(reply, await calendarEntries(this.source.manager, from, to));
  }

  /** The new address is on the page that answers, and nowhere else: so no redirect. */
  @Post('feed')
  @HttpCode(200)
  async makeFeed(@Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    const token = await this.feeds.make(actor);
    const address = `${this.env.PUBLIC_URL}/desk/calendar/feed/${token}.ics`;
    return this.page({ month: undefined, view: 'month' }, shell, actor, address);
  }

  @Post('feed/end')
  async endFeed(@CurrentActor() actor: Staff, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.feeds.end(actor);
    setFlash(reply, 'ok', 'The address no longer works.');
    reply.redirect('/desk/calendar', 303);
  }

  /** Calendar programs cannot sign in: the secret in the address says whose calendar it is. */
  @Get('feed/:file')
  @Public()
  async feed(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const token = /^([\w-]{43})\.ics$/.exec(file)?.[1];
    const role = token === undefined ? null : await this.feeds.open(token);
    if (role === null || !may(role, 'releases.read')) throw notFound('page');
    const now = (await databaseNow(this.source.manager)).getTime();
    const [from, to] = [new Date(now - FEED.before), new Date(now + FEED.after)];
    return this.file(reply, await calendarEntries(this.source.manager, from, to));
  }

  private file(reply: FastifyReply, entries: CalendarEntry[]): string {
    reply.header('cache-control', 'no-store, private').type('text/calendar; charset=utf-8');
    return calendarFile(this.env, entries);
  }

  private async page(
    query: CalendarQuery,
    shell: DeskShell,
    actor: Staff,
    address?: string,
  ): Promise<string> {
    const { manager } = this.source;
    const { now, ...month } = await this.month(query);
    return calendarPage({
      ...{ shell, month, now, view: query.view, zone: this.env.NEWSROOM_ZONE },
      entries: await calendarEntries(manager, month.from, month.to),
      feed: await this.feeds.of(staffUserId(actor) ?? 0),
      ...(address === undefined ? {} : { address }),
    });
  }

  private async month({ month }: CalendarQuery) {
    const zone = this.env.NEWSROOM_ZONE;
    const now = await databaseNow(this.source.manager);
    return { now, ...calendarMonth(monthOf(month, now, zone), zone) };
  }
}
