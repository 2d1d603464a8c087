import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { Contact } from '../contacts/contact.entity.js';
import { contactIdOf, findContact } from '../contacts/contacts.service.js';
import { addBeats, beatsNamed, outletNamed } from '../contacts/outlets-and-beats.js';
import { lift } from '../contacts/suppress.js';
import { record } from '../audit/record.js';
import { CONFIRM_DAYS } from './confirmation-mails.service.js';
import { matchesPattern } from './subscription-rules.js';
import { SubscriptionRequest } from './subscription-request.entity.js';
import { follow, subscriptionsOf } from './subscriptions.service.js';
import { Topic } from './topic.entity.js';

export interface Confirmed {
  contactId: number;
  email: string;
  active: string[];
  requested: string[];
}

@Injectable()
export class ConfirmingService {
  constructor(private readonly source: DataSource) {}

  /** The request behind a link, with the topics that are still open; null once it is too old or unknown. */
  async open(requestId: number): Promise<{ request: SubscriptionRequest; topics: Topic[] } | null> {
    const request = await findRequest(this.source.manager, requestId);
    return request && { request, topics: await openTopics(this.source.manager, request) };
  }

  /**
   * The mailbox's owner confirms: they become a contact, what they once forbade is lifted, and they follow the topics.
   * Doing it twice changes nothing more. Null if the request is too old or unknown.
   * @throws DomainError `forbidden` if the desk, or a complaint, closed the address
   */
  async confirm(requestId: number, address: string): Promise<Confirmed | null> {
    return this.source.transaction(async (manager) => {
      const request = await findRequest(manager, requestId, 'for update');
      if (!request) return null;
      const contact = await contactFor(manager, request);
      if (!request.confirmedAt) await this.subscribe(manager, request, contact, address);
      return confirmed(manager, request, contact);
    });
  }

  private async subscribe(
    manager: EntityManager,
    request: SubscriptionRequest,
    contact: Contact,
    address: string,
  ): Promise<void> {
    const actor: Actor = { kind: 'contact', id: contact.id };
    await lift(manager, actor, contact.emailKey, 'subscribed again and confirmed by mail');
    const context = { source: 'newsroom', address, textShown: request.textShown };
    for (const topic of await openTopics(manager, request)) {
      const admitted = topic.admits === null || matchesPattern(request.emailKey, topic.admits);
      const asker = admitted ? 'journalist' : 'stranger';
      await follow(manager, actor, { contactId: contact.id, topicIds: [topic.id], asker, context });
    }
    await manager.update(SubscriptionRequest, request.id, { confirmedAt: () => 'now()' });
  }
}

async function findRequest(
  manager: EntityManager,
  id: number,
  locking?: 'for update',
): Promise<SubscriptionRequest | null> {
  const requests = manager.createQueryBuilder(SubscriptionRequest, 'r').where('r.id = :id', { id });
  requests.andWhere(`r.created_at > now() - interval '${CONFIRM_DAYS} days'`);
  if (locking) requests.setLock('pessimistic_write');
  return requests.getOne();
}

async function openTopics(manager: EntityManager, request: SubscriptionRequest): Promise<Topic[]> {
  const topics = await manager.findBy(Topic, { id: In(request.topicIds), visibility: 'public' });
  return topics.filter((topic) => topic.archivedAt === null);
}

/** Whoever has, or had before a merge, this address; else a new contact. Fills what the list does not know yet. */
async function contactFor(manager: EntityManager, request: SubscriptionRequest): Promise<Contact> {
  await manager.query(`select pg_advisory_xact_lock(hashtext('dateline.address'), hashtext($1))`, [
    request.emailKey,
  ]);
  const known = await contactIdOf(manager, request.emailKey);
  const id = known ?? (await createContact(manager, request));
  const contact = await findContact(manager, id, 'for update');
  if (request.confirmedAt) return contact;
  const outletId = contact.outletId ?? (request.outlet ? await outletNamed(manager, request.outlet) : null);
  const languages = contact.languages.length > 0 ? contact.languages : [request.language];
  await manager.update(Contact, id, {
    name: contact.name || request.name,
    outletId,
    languages,
    // The page told them what is kept and why, so the notice of GDPR Art. 14 is not owed any more.
    noticeAt: () => 'coalesce(notice_at, now())',
    updatedAt: () => 'now()',
  });
  if (request.beats.length > 0) await addBeats(manager, id, await beatsNamed(manager, request.beats));
  return findContact(manager, id);
}

/** They were told on the page, so the notice of GDPR Art. 14 is not owed. */
async function createContact(manager: EntityManager, request: SubscriptionRequest): Promise<number> {
  const { email, emailKey } = request;
  const { identifiers } = await manager.insert(Contact, {
    email,
    emailKey,
    source: 'newsroom',
    noticeAt: () => 'now()',
  });
  const id = identifiers[0]!.id as number;
  const actor: Actor = { kind: 'contact', id };
  await record(manager, {
    actor,
    action: 'contact.created',
    subjectType: 'contact',
    subjectId: id,
    detail: { source: 'newsroom' },
  });
  return id;
}

async function confirmed(
  manager: EntityManager,
  request: SubscriptionRequest,
  contact: Contact,
): Promise<Confirmed> {
  const asked = (await subscriptionsOf(manager, contact.id)).filter((s) =>
    request.topicIds.includes(s.topicId),
  );
  const named = (state: string) => asked.filter((s) => s.state === state).map((s) => s.name);
  return {
    contactId: contact.id,
    email: contact.email,
    active: named('active'),
    requested: named('requested'),
  };
}
