import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { arrivalOf } from '../stats/arrival.js';
import { dayFigures, figuresByDay } from '../stats/day-figures.js';
import { figuresByOutlet, outletFigures } from '../stats/outlet-figures.js';
import { readersOf } from '../stats/readers-of-dispatch.js';
import { figuresByReason } from '../stats/reason-figures.js';
import { figuresByRelease, figuresOfDispatch, releaseFigures } from '../stats/release-figures.js';
import {
  type StatisticsQuery,
  statisticsQuery,
  type StatisticsWindow,
  windowOf,
} from '../stats/statistics-window.js';
import { figuresByTopic, topicFigures } from '../stats/topic-figures.js';
import { EMPTY_FORM, readForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { releaseCsvRows } from './statistics-release-csv.js';
import { toCsv } from './statistics-csv.js';
import { type Statistics, statisticsPage } from './statistics-page.js';
import { statisticsOfReleasePage } from './statistics-release-page.js';

const dispatchId = z.coerce.number().int().positive();
const exported = z.enum(['releases.csv', 'topics.csv', 'outlets.csv', 'days.csv']);

/** Delivery in numbers, from the same functions as the API. */
@Pages()
@Permit('stats.read')
@Controller('desk/statistics')
export class StatisticsController {
  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(
    @Query() query: unknown,
    @Shell() shell: DeskShell,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(statisticsQuery, query);
    if (!form.ok) reply.status(422);
    const window = this.window(form.ok ? form.data : {});
    const topics = await this.database.query<{ id: number; name: string }[]>(
      'select id, name from topic order by name',
    );
    const statistics = await this.statistics(window);
    return statisticsPage({ shell, window, topics, statistics, form: form.ok ? EMPTY_FORM : form });
  }

  @Get('export/:file')
  async csv(
    @Param('file', { schema: exported }) file: z.infer<typeof exported>,
    @Query({ schema: statisticsQuery }) query: StatisticsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { figures, columns } = EXPORTS[file];
    const rows = await figures(this.database.manager, this.window(query));
    reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${file}"`);
    return toCsv(rows, columns);
  }

  @Get(':id')
  async release(@Param('id', { schema: dispatchId }) id: number, @Shell() shell: DeskShell) {
    const figures = await figuresOfDispatch(this.database.manager, id);
    if (!figures) throw notFound('dispatch');
    const arrival = await arrivalOf(this.database.manager, id);
    const readers = await readersOf(this.database.manager, id);
    return statisticsOfReleasePage({ shell, figures, arrival, readers, zone: this.env.NEWSROOM_ZONE });
  }

  @Get(':id/release.csv')
  async releaseCsv(
    @Param('id', { schema: dispatchId }) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const figures = await figuresOfDispatch(this.database.manager, id);
    if (!figures) throw notFound('dispatch');
    const rows = releaseCsvRows(figures, await readersOf(this.database.manager, id));
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="release-${id}.csv"`);
    return toCsv(rows, ['about', 'name', 'number']);
  }

  private async statistics(window: StatisticsWindow): Promise<Statistics> {
    const { manager } = this.database;
    return {
      releases: await figuresByRelease(manager, window),
      topics: await figuresByTopic(manager, window),
      outlets: await figuresByOutlet(manager, window),
      days: await figuresByDay(manager, window),
      reasons: await figuresByReason(manager, window),
    };
  }

  private window(query: StatisticsQuery): StatisticsWindow {
    return windowOf(query, this.env.NEWSROOM_ZONE, new Date());
  }
}

const EXPORTS = {
  'releases.csv': { figures: figuresByRelease, columns: Object.keys(releaseFigures.shape) },
  'topics.csv': { figures: figuresByTopic, columns: Object.keys(topicFigures.shape) },
  'outlets.csv': { figures: figuresByOutlet, columns: Object.keys(outletFigures.shape) },
  'days.csv': { figures: figuresByDay, columns: Object.keys(dayFigures.shape) },
};
