import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { adviceFor } from './advice.js';
import { DestinationsService } from './destinations.service.js';

const querySchema = z.object({ days: z.coerce.number<string>().int().min(1).max(365).default(14) });

const holdSchema = z.strictObject({
  minutes: z
    .number()
    .positive()
    .max(7 * 24 * 60),
  reason: z.string().trim().min(1).max(300),
});

const destinationSchema = z.object({
  domain: z.string(),
  accepted: z.number(),
  deferred: z.number(),
  refused: z.number(),
  inDoubt: z.number(),
  bounced: z.number(),
  lastWords: z.string().nullable(),
  lastWordsAt: z.date().nullable(),
  heldUntil: z.date().nullable(),
  heldReason: z.string().nullable(),
});

const problemSchema = z.object({
  domain: z.string(),
  category: z.string(),
  count: z.number(),
  lastAt: z.date(),
  words: z.string(),
  bounceId: z.number(),
  advice: z.string(),
});

@Controller('api/destinations')
export class DestinationsApiController {
  constructor(private readonly destinations: DestinationsService) {}

  @Get()
  @Permit('bounces.read')
  @Answers(z.object({ destinations: z.array(destinationSchema), problems: z.array(problemSchema) }))
  async list(@Query({ schema: querySchema }) { days }: z.output<typeof querySchema>): Promise<object> {
    const [destinations, problems] = await Promise.all([
      this.destinations.list(days, 500),
      this.destinations.problems(days),
    ]);
    const advised = problems.map((problem) => ({
      ...problem,
      advice: adviceFor(problem.category, problem.words),
    }));
    return { destinations, problems: advised };
  }

  @Put(':domain/hold')
  @Permit('bounces.act')
  @Answers(z.object({ held: z.boolean() }))
  async hold(
    @Param('domain') domain: string,
    @Body({ schema: holdSchema }) input: z.output<typeof holdSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    await this.destinations.hold(actor, { domain, ...input });
    return { held: true };
  }

  @Delete(':domain/hold')
  @HttpCode(200)
  @Permit('bounces.act')
  @Answers(z.object({ held: z.boolean() }))
  async free(@Param('domain') domain: string, @CurrentActor() actor: Actor): Promise<object> {
    await this.destinations.endHold(actor, domain.toLowerCase());
    return { held: false };
  }
}
