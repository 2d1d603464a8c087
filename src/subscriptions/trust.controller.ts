import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { trustLevels } from '../contacts/contact.entity.js';
import { idParam } from '../contacts/contacts.controller.js';
import { trustEventKinds } from '../contacts/trust-event.entity.js';
import { waitingRequests } from '../contacts/trust-lists.js';
import { TrustService } from '../contacts/trust.service.js';
import { type ToldDecision, toldDecision, TrustDecisionsService } from './trust-decisions.service.js';

const ledgerAnswer = z.object({
  events: z.array(
    z.object({
      id: z.number(),
      contactId: z.number(),
      at: z.date(),
      kind: z.enum(trustEventKinds),
      until: z.date().nullable(),
      note: z.string().nullable(),
      byUserId: z.number().nullable(),
    }),
  ),
});
const trustAnswer = z.object({
  trust: z.enum(trustLevels),
  trustUntil: z.date().nullable(),
  telling: z.enum(['told', 'not asked to', 'no mail to this address', 'not sent']),
});
const requestsAnswer = z.object({
  requests: z.array(
    z.object({
      contactId: z.number(),
      name: z.string(),
      email: z.string(),
      outlet: z.string().nullable(),
      at: z.date(),
      statedOutlet: z.string(),
      proof: z.string(),
    }),
  ),
});

/** Who has early access, who asks for it, and what was decided. */
@Controller('api')
export class TrustController {
  constructor(
    private readonly source: DataSource,
    private readonly trust: TrustService,
    private readonly decisions: TrustDecisionsService,
  ) {}

  @Get('early-access/requests')
  @Permit('contacts.read')
  @Answers(requestsAnswer)
  async requests(): Promise<object> {
    return { requests: await waitingRequests(this.source.manager) };
  }

  @Get('contacts/:id/trust')
  @Permit('contacts.read')
  @Answers(ledgerAnswer)
  async ledger(@Param('id', { schema: idParam }) id: number): Promise<object> {
    return { events: await this.trust.ledger(id) };
  }

  @Post('contacts/:id/trust')
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(trustAnswer)
  async decide(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: toldDecision }) decision: ToldDecision,
  ): Promise<object> {
    const { contact, telling } = await this.decisions.decide(actor, id, decision);
    return { trust: contact.trust, trustUntil: contact.trustUntil, telling };
  }
}
