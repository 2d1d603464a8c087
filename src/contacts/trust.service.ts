import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, staffUserId } from '../auth/actor.js';
import { Contact } from './contact.entity.js';
import { findContact } from './contacts.service.js';
import { outletNamed } from './outlets-and-beats.js';
import { levelAfter, mayEnd, requireDecidable, type TrustDecision } from './trust-decision.js';
import { TrustEvent } from './trust-event.entity.js';
import { waitingRequest } from './trust-lists.js';

@Injectable()
export class TrustService {
  constructor(private readonly source: DataSource) {}

  /** The ledger of a contact, the newest first. */
  async ledger(contactId: number): Promise<TrustEvent[]> {
    return this.source.manager.find(TrustEvent, { where: { contactId }, order: { id: 'DESC' } });
  }

  /** Takes the gate lock: who loses trust gets no early mail whose transmission has not begun. */
  async decide(actor: Actor, contactId: number, decision: TrustDecision): Promise<Contact> {
    return this.source.transaction(async (manager) => {
      await manager.query('select forbid()');
      const contact = await findContact(manager, contactId, 'for update');
      const hasAsked = (await waitingRequest(manager, contactId)) !== null;
      requireDecidable(decision, { trust: contact.trust, hasAsked }, new Date());
      await apply(manager, contact, decision, staffUserId(actor));
      await record(manager, {
        actor,
        action: `trust.${decision.kind}`,
        subjectType: 'contact',
        subjectId: contactId,
        detail: { until: endOf(decision) },
      });
      return findContact(manager, contactId);
    });
  }
}

async function apply(
  manager: EntityManager,
  contact: Contact,
  decision: TrustDecision,
  byUserId: number | null,
): Promise<void> {
  const { kind, note } = decision;
  const until = endOf(decision);
  await manager.insert(TrustEvent, { contactId: contact.id, kind, until, note: note || null, byUserId });
  const trust = levelAfter[kind];
  if (trust === null) return;
  const place = kind === 'grant' ? await outletOf(manager, contact, decision.outlet) : {};
  await manager.update(Contact, contact.id, { trust, trustUntil: until, ...place });
}

/** Trust is given at an outlet; the one that was verified becomes the contact's. */
async function outletOf(manager: EntityManager, contact: Contact, verified: string | undefined) {
  const outletId = verified ? await outletNamed(manager, verified) : contact.outletId;
  return { outletId, trustOutletId: outletId };
}

function endOf({ kind, until }: TrustDecision): Date | null {
  return mayEnd(kind) ? until : null;
}
