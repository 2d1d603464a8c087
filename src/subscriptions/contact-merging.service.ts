import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, staffUserId } from '../auth/actor.js';
import { Contact } from '../contacts/contact.entity.js';
import { findContact } from '../contacts/contacts.service.js';
import { mergeContacts } from '../contacts/merge-contacts.js';
import { standingSuppression, suppress } from '../contacts/suppress.js';
import { isOwnWish } from '../contacts/suppression-rules.js';
import { DomainError } from '../errors/domain-error.js';
import { writeConsent } from './consent-record.js';
import { stricterState } from './merge-subscriptions.js';
import { moveHistory } from './move-history.js';
import { subscriptionsOf } from './subscriptions.service.js';

@Injectable()
export class ContactMergingService {
  constructor(private readonly source: DataSource) {}

  /**
   * Makes two entries of one person one. The kept one stays with its address; the other's address and the links in
   * mails to it lead to the kept one from then on. Consent is the stricter of both, and nothing of the history is lost.
   */
  async merge(actor: Actor, keptId: number, otherId: number): Promise<Contact> {
    if (keptId === otherId) throw new DomainError('invalid', 'A contact cannot be merged with itself.');
    return this.source.transaction(async (manager) => {
      await manager.query('select forbid()');
      const [first, second] = await lockInOrder(manager, keptId, otherId);
      const [kept, other] = first.id === keptId ? [first, second] : [second, first];
      await carryOwnWish(manager, actor, kept, other);
      await mergeSubscriptions(manager, keptId, otherId);
      await moveHistory(manager, keptId, otherId);
      await manager.query(
        `insert into contact_merge (merged_id, contact_id, email_key, by_user_id) values ($1, $2, $3, $4)`,
        [otherId, keptId, other.emailKey, staffUserId(actor)],
      );
      await manager.update(Contact, keptId, { ...mergeContacts(kept, other), updatedAt: () => 'now()' });
      await manager.delete(Contact, otherId);
      const change = { contactId: keptId, topicId: null, change: 'merged', detail: { mergedId: otherId } };
      await writeConsent(manager, [change], { source: 'desk' });
      const detail = { mergedId: otherId };
      await record(manager, {
        actor,
        action: 'contact.merged',
        subjectType: 'contact',
        subjectId: keptId,
        detail,
      });
      return findContact(manager, keptId);
    });
  }
}

/** By id, so that two merges the other way round do not wait for each other. */
async function lockInOrder(manager: EntityManager, a: number, b: number): Promise<[Contact, Contact]> {
  const first = await findContact(manager, Math.min(a, b), 'for update');
  return [first, await findContact(manager, Math.max(a, b), 'for update')];
}

/** A bounce is about the other address and stays there; a person's wish is about the person. */
async function carryOwnWish(
  manager: EntityManager,
  actor: Actor,
  kept: Contact,
  other: Contact,
): Promise<void> {
  const reason = await standingSuppression(manager, other.emailKey);
  if (reason === null || !isOwnWish(reason)) return;
  const address = { email: kept.email, key: kept.emailKey };
  await suppress(manager, actor, { address, reason, source: 'merge', evidence: { mergedId: other.id } });
}

async function mergeSubscriptions(manager: EntityManager, keptId: number, otherId: number): Promise<void> {
  const keptStates = new Map((await subscriptionsOf(manager, keptId)).map((s) => [s.topicId, s.state]));
  for (const { topicId, state, since } of await subscriptionsOf(manager, otherId)) {
    const merged = stricterState(keptStates.get(topicId), state);
    if (merged === keptStates.get(topicId)) continue;
    await manager.query(
      `insert into subscription (contact_id, topic_id, state, since) values ($1, $2, $3, $4)
       on conflict (contact_id, topic_id) do update set state = excluded.state, since = excluded.since`,
      [keptId, topicId, merged, since],
    );
  }
}
