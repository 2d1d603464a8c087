import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { emailText } from './contact-input.js';
import { idParam } from './contacts.controller.js';
import { parseEmail } from './email-address.js';
import { suppressionReasons } from './suppression.entity.js';
import { type Suppression } from './suppression.entity.js';
import { SuppressionsService } from './suppressions.service.js';

const suppressionQuery = z.object({
  reason: z.enum(suppressionReasons).optional(),
  email: emailText.optional(),
  lifted: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  before: idParam.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** What people at the desk may say of an address; bounces and complaints say the rest. */
const newSuppression = z.strictObject({
  email: emailText,
  reason: z.enum(['desk', 'unsubscribed', 'objection', 'complaint']).default('desk'),
  /** why, and where it was said */
  note: z.string().trim().max(1000).default(''),
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
});

const lifting = z.strictObject({
  why: z.string().trim().min(1, 'Say why, it goes into the record.').max(1000),
});

const suppressionsAnswer = z.object({
  suppressions: z.array(
    z.object({
      id: z.number(),
      emailHash: z.string(),
      email: z.string().nullable(),
      reason: z.enum(suppressionReasons),
      source: z.string(),
      evidence: z.record(z.string(), z.unknown()),
      since: z.date(),
      until: z.date().nullable(),
      liftedAt: z.date().nullable(),
      liftedBy: z.string().nullable(),
    }),
  ),
  next: z.number().nullable(),
});

@Controller('api/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Get()
  @Permit('contacts.read')
  @Answers(suppressionsAnswer)
  async list(@Query({ schema: suppressionQuery }) query: z.infer<typeof suppressionQuery>): Promise<object> {
    const { suppressions, next } = await this.suppressions.list(query);
    return { suppressions: suppressions.map(presentSuppression), next };
  }

  /** Answers 200 whether it was new or stood already. */
  @Post()
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(z.object({ changed: z.boolean() }))
  async suppress(
    @CurrentActor() actor: Actor,
    @Body({ schema: newSuppression }) input: z.infer<typeof newSuppression>,
  ): Promise<object> {
    const { email, reason, note, until } = input;
    const order = { address: parseEmail(email), reason, source: 'api', evidence: { note }, until };
    return { changed: await this.suppressions.suppress(actor, order) };
  }

  @Post(':id/lifting')
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(z.object({ lifted: z.literal(true) }))
  async lift(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: lifting }) { why }: z.infer<typeof lifting>,
  ): Promise<object> {
    await this.suppressions.liftById(actor, id, why);
    return { lifted: true };
  }
}

function presentSuppression(suppression: Suppression): object {
  const { emailHash, ...shown } = suppression;
  return { ...shown, emailHash: emailHash.toString('hex') };
}
