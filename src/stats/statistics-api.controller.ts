import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Answers } from '../auth/answers.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { arrival, arrivalOf } from './arrival.js';
import { dayFigures, figuresByDay } from './day-figures.js';
import { figuresByOutlet, outletFigures } from './outlet-figures.js';
import { readersOf, readersOfDispatch } from './readers-of-dispatch.js';
import { figuresByReason, reasonFigures } from './reason-figures.js';
import { figuresByRelease, figuresOfDispatch, releaseFigures } from './release-figures.js';
import { type StatisticsQuery, statisticsQuery, windowOf } from './statistics-window.js';
import { figuresByTopic, topicFigures } from './topic-figures.js';

const dispatchId = z.coerce.number().int().positive();

/** Sending in numbers, counted when asked. Opens and clicks only together, and never of few people. */
@Controller('api/statistics')
@Permit('stats.read')
export class StatisticsApiController {
  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('releases')
  @Answers(z.array(releaseFigures))
  releases(@Query({ schema: statisticsQuery }) query: StatisticsQuery) {
    return figuresByRelease(this.database.manager, this.window(query));
  }

  @Get('topics')
  @Answers(z.array(topicFigures))
  topics(@Query({ schema: statisticsQuery }) query: StatisticsQuery) {
    return figuresByTopic(this.database.manager, this.window(query));
  }

  @Get('outlets')
  @Answers(z.array(outletFigures))
  outlets(@Query({ schema: statisticsQuery }) query: StatisticsQuery) {
    return figuresByOutlet(this.database.manager, this.window(query));
  }

  @Get('days')
  @Answers(z.array(dayFigures))
  days(@Query({ schema: statisticsQuery }) query: StatisticsQuery) {
    return figuresByDay(this.database.manager, this.window(query));
  }

  @Get('reasons')
  @Answers(reasonFigures)
  reasons(@Query({ schema: statisticsQuery }) query: StatisticsQuery) {
    return figuresByReason(this.database.manager, this.window(query));
  }

  @Get('dispatches/:id')
  @Answers(releaseFigures)
  async dispatch(@Param('id', { schema: dispatchId }) id: number) {
    const figures = await figuresOfDispatch(this.database.manager, id);
    if (!figures) throw notFound('dispatch');
    return figures;
  }

  @Get('dispatches/:id/arrival')
  @Answers(arrival)
  async arrival(@Param('id', { schema: dispatchId }) id: number) {
    await this.dispatch(id);
    return arrivalOf(this.database.manager, id);
  }

  /** Who opened it and followed its links, all together. `readers` is null where that is not counted, or of too few. */
  @Get('dispatches/:id/readers')
  @Answers(z.object({ dispatchId: z.number(), readers: readersOfDispatch.nullable() }))
  async readers(@Param('id', { schema: dispatchId }) id: number) {
    await this.dispatch(id);
    return { dispatchId: id, readers: await readersOf(this.database.manager, id) };
  }

  private window(query: StatisticsQuery) {
    return windowOf(query, this.env.NEWSROOM_ZONE, new Date());
  }
}
