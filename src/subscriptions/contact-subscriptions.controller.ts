import { Body, Controller, Delete, Get, HttpCode, Ip, Param, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { idParam } from '../contacts/contacts.controller.js';
import { findContact } from '../contacts/contacts.service.js';
import { consentHistory } from './consent-record.js';
import { ContactErasingService } from './contact-erasing.service.js';
import { ContactMergingService } from './contact-merging.service.js';
import { subscriptionStates } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

const topicsToFollow = z.strictObject({ topics: z.array(z.int().positive()).min(1).max(500) });
const merging = z.strictObject({
  /** the duplicate that goes */
  other: z.int().positive(),
});

const subscriptionsAnswer = z.object({
  subscriptions: z.array(
    z.object({
      topicId: z.number(),
      slug: z.string(),
      name: z.string(),
      state: z.enum(subscriptionStates),
      since: z.date(),
    }),
  ),
});
const consentAnswer = z.object({
  events: z.array(
    z.object({
      id: z.number(),
      contactId: z.number(),
      topicId: z.number().nullable(),
      change: z.string(),
      at: z.date(),
      source: z.string(),
      address: z.string().nullable(),
      textShown: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** What hangs on a contact but is decided by the rules of consent. */
@Controller('api/contacts/:id')
export class ContactSubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly merging: ContactMergingService,
    private readonly erasing: ContactErasingService,
    private readonly source: DataSource,
  ) {}

  @Get('subscriptions')
  @Permit('contacts.read')
  @Answers(subscriptionsAnswer)
  async list(@Param('id', { schema: idParam }) id: number): Promise<object> {
    return { subscriptions: await this.subscriptions.of(id) };
  }

  @Post('subscriptions')
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(subscriptionsAnswer)
  async subscribe(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: topicsToFollow }) { topics }: z.infer<typeof topicsToFollow>,
    @Ip() address: string,
  ): Promise<object> {
    return {
      subscriptions: await this.subscriptions.subscribe(actor, id, topics, { source: 'api', address }),
    };
  }

  @Delete('subscriptions/:topicId')
  @Permit('contacts.write')
  @Answers(subscriptionsAnswer)
  async leave(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Param('topicId', { schema: idParam }) topicId: number,
    @Ip() address: string,
  ): Promise<object> {
    return {
      subscriptions: await this.subscriptions.leave(actor, id, [topicId], { source: 'api', address }),
    };
  }

  @Delete('subscriptions')
  @Permit('contacts.write')
  @Answers(subscriptionsAnswer)
  async leaveAll(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Ip() address: string,
  ): Promise<object> {
    await findContact(this.source.manager, id);
    await this.subscriptions.leaveAll(actor, id, { source: 'api', address });
    return { subscriptions: await this.subscriptions.of(id) };
  }

  @Get('consent')
  @Permit('contacts.read')
  @Answers(consentAnswer)
  async consent(@Param('id', { schema: idParam }) id: number): Promise<object> {
    await findContact(this.source.manager, id);
    return { events: await consentHistory(this.source.manager, id) };
  }

  @Post('merges')
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(z.object({ id: z.number() }))
  async merge(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: merging }) { other }: z.infer<typeof merging>,
  ): Promise<object> {
    const kept = await this.merging.merge(actor, id, other);
    return { id: kept.id };
  }

  /** Erases the person; only a hash of the address stays. */
  @Delete()
  @HttpCode(204)
  @Permit('contacts.write')
  async erase(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<void> {
    await this.erasing.erase(actor, id, 'desk');
  }
}
