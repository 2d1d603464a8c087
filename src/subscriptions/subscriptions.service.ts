import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { findContact } from '../contacts/contacts.service.js';
import { standingSuppression } from '../contacts/suppress.js';
import { isOwnWish } from '../contacts/suppression-rules.js';
import { DomainError } from '../errors/domain-error.js';
import { type ConsentContext, writeConsent } from './consent-record.js';
import { leaveEverything, leaveTopics } from './leave.js';
import { type Asker, stateAfterSubscribing } from './subscription-rules.js';
import type { SubscriptionState } from './subscription.entity.js';
import { findTopics } from './topics.service.js';

export interface FollowedTopic {
  topicId: number;
  slug: string;
  name: string;
  state: SubscriptionState;
  since: Date;
}

@Injectable()
export class SubscriptionsService {
  constructor(private readonly source: DataSource) {}

  async of(contactId: number): Promise<FollowedTopic[]> {
    await findContact(this.source.manager, contactId);
    return subscriptionsOf(this.source.manager, contactId);
  }

  /**
   * The desk subscribes somebody.
   * @throws DomainError `conflict` if they left the topic, or all mail, themselves: then only they come back
   */
  async subscribe(
    actor: Actor,
    contactId: number,
    topicIds: number[],
    context: ConsentContext,
  ): Promise<FollowedTopic[]> {
    return this.source.transaction(async (manager) => {
      const contact = await findContact(manager, contactId, 'for update');
      const wish = await standingSuppression(manager, contact.emailKey);
      if (wish && isOwnWish(wish)) throw cameBackOnlyThemselves();
      const left = (await subscriptionsOf(manager, contactId)).filter((s) => s.state === 'left');
      if (left.some((s) => topicIds.includes(s.topicId))) throw cameBackOnlyThemselves();
      await follow(manager, actor, { contactId, topicIds, asker: 'desk', context });
      return subscriptionsOf(manager, contactId);
    });
  }

  async leave(
    actor: Actor,
    contactId: number,
    topicIds: number[],
    context: ConsentContext,
  ): Promise<FollowedTopic[]> {
    return this.source.transaction(async (manager) => {
      await findContact(manager, contactId);
      await leaveTopics(manager, actor, contactId, topicIds, context);
      return subscriptionsOf(manager, contactId);
    });
  }

  /** Leaves every topic and gets no list mail at all any more. Doing it twice changes nothing. */
  async leaveAll(
    actor: Actor,
    contactId: number,
    context: ConsentContext,
    deliveryId?: number | null,
  ): Promise<void> {
    await this.source.transaction(async (manager) =>
      leaveEverything(manager, actor, contactId, { ...context, deliveryId }),
    );
  }

  /** The person objects to being on the list at all (GDPR Art. 21): no mail of any kind from now on. */
  async object(contactId: number, context: ConsentContext): Promise<void> {
    const actor: Actor = { kind: 'contact', id: contactId };
    await this.source.transaction(async (manager) =>
      leaveEverything(manager, actor, contactId, { ...context, reason: 'objection' }),
    );
  }
}

export interface Following {
  contactId: number;
  topicIds: number[];
  asker: Asker;
  context: ConsentContext;
}

/** Follows topics as far as the rule lets this asker, in the caller's transaction. Lifts no suppression. */
export async function follow(manager: EntityManager, actor: Actor, following: Following): Promise<void> {
  const { contactId, topicIds, asker, context } = following;
  const topics = await findTopics(manager, topicIds);
  const now = new Map((await subscriptionsOf(manager, contactId)).map((s) => [s.topicId, s.state]));
  const changes = topics.flatMap((topic) => {
    const state = stateAfterSubscribing(now.get(topic.id), asker, topic.approval);
    return state === null ? [] : [{ topicId: topic.id, state }];
  });
  if (changes.length === 0) return;
  await setStates(manager, contactId, changes);
  const events = changes.map(({ topicId, state }) => ({
    contactId,
    topicId,
    change: state === 'requested' ? 'requested' : 'subscribed',
  }));
  await writeConsent(manager, events, context);
  const detail = { topics: changes.map((c) => c.topicId), source: context.source };
  await record(manager, {
    actor,
    action: 'contact.subscribed',
    subjectType: 'contact',
    subjectId: contactId,
    detail,
  });
}

export async function subscriptionsOf(manager: EntityManager, contactId: number): Promise<FollowedTopic[]> {
  return manager.query(
    `select s.topic_id as "topicId", t.slug, t.name, s.state, s.since
       from subscription s join topic t on t.id = s.topic_id where s.contact_id = $1 order by t.name`,
    [contactId],
  );
}

async function setStates(
  manager: EntityManager,
  contactId: number,
  changes: { topicId: number; state: SubscriptionState }[],
): Promise<void> {
  await manager.query(
    `insert into subscription (contact_id, topic_id, state)
     select $1, topic, state from unnest($2::bigint[], $3::text[]) x(topic, state)
     on conflict (contact_id, topic_id) do update set state = excluded.state, since = now()`,
    [contactId, changes.map((c) => c.topicId), changes.map((c) => c.state)],
  );
}

function cameBackOnlyThemselves(): DomainError {
  return new DomainError(
    'conflict',
    'This journalist left on their own. Only they can come back, on the newsroom’s page.',
  );
}
