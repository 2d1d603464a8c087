import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { bouncedMails, type BounceQuery, bounceQuerySchema } from './bounce-query.js';
import { type BounceLine, BouncesService } from './bounces.service.js';

const idSchema = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);

const bounceSchema = z.object({
  id: z.number(),
  at: z.date(),
  kind: z.enum(['bounce', 'delayed', 'feedback']).meta({ description: 'feedback: a complaint' }),
  category: z.string().meta({ description: 'a word of the list in docs/bounces.md' }),
  hard: z.boolean(),
  action: z.string(),
  source: z.string(),
  status: z.string(),
  reply: z.string(),
  diagnostic: z.string().meta({ description: 'The server’s own words: text of strangers.' }),
  email: z.string().nullable().meta({ description: 'Null: the person was erased.' }),
  domain: z.string(),
  contactId: z.number(),
  mail: z.enum(bouncedMails).meta({ description: 'release, or which single mail it was' }),
  mailId: z.number(),
  purpose: z
    .string()
    .nullable()
    .meta({ description: 'of a letter: early-access-offer, journalist-address …' }),
  deliveryId: z.number().nullable().meta({ description: 'of a release' }),
  dispatchId: z.number().nullable(),
  releaseId: z.number().nullable(),
  headline: z.string().nullable(),
  undoneAt: z.date().nullable(),
  undoneBy: z.string().nullable(),
});

const listSchema = z.object({
  total: z.number(),
  byReason: z.array(z.object({ reason: z.string(), count: z.number() })),
  byMail: z.array(z.object({ mail: z.string(), count: z.number() })),
  byDomain: z.array(z.object({ domain: z.string(), count: z.number() })),
  bounces: z.array(bounceSchema),
});

@Controller('api/bounces')
export class BouncesApiController {
  constructor(private readonly bounces: BouncesService) {}

  @Get()
  @Permit('bounces.read')
  @Answers(listSchema)
  async list(@Query({ schema: bounceQuerySchema }) query: BounceQuery): Promise<object> {
    const [bounces, summary] = await Promise.all([
      this.bounces.list(query),
      this.bounces.summary(query, 'UTC'),
    ]);
    return { ...summary, bounces: bounces.map(asAnswer) };
  }

  @Get(':id')
  @Permit('bounces.read')
  @Answers(bounceSchema)
  async one(@Param('id', { schema: idSchema }) id: number): Promise<object> {
    return asAnswer(await this.bounces.one(id));
  }

  /** 409 when it is undone already, 403 when only an administrator may reopen the address. */
  @Post(':id/undo')
  @HttpCode(200)
  @Permit('bounces.act')
  @Answers(z.object({ lifted: z.boolean() }))
  undo(@Param('id', { schema: idSchema }) id: number, @CurrentActor() actor: Actor): Promise<object> {
    return this.bounces.undo(actor, id);
  }
}

function asAnswer(line: BounceLine): object {
  return { ...line, deliveryId: line.mail === 'release' ? line.mailId : null };
}
