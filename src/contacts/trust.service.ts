import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { record } from '../audit/record.js';
import { type Actor, staffUserId } from '../auth/actor.js';
import { DomainError } from '../errors/domain-error.js';
import { Contact, type TrustLevel } from './contact.entity.js';
import { findContact } from './contacts.service.js';
import { TrustEvent } from './trust-event.entity.js';

/** What the desk decides about early access. */
export const trustDecision = z.strictObject({
  kind: z.enum(['grant', 'warning', 'probation', 'suspension', 'reinstated', 'dropped']),
  /** end of a probation or suspension; null: until decided otherwise */
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
  note: z.string().trim().max(2000).default(''),
});
export type TrustDecision = z.infer<typeof trustDecision>;

/** A warning leaves the level as it is. */
const levelAfter: Record<TrustDecision['kind'], TrustLevel | null> = {
  grant: 'trusted',
  warning: null,
  probation: 'probation',
  suspension: 'suspended',
  reinstated: 'trusted',
  dropped: 'none',
};

@Injectable()
export class TrustService {
  constructor(private readonly source: DataSource) {}

  /** The ledger of a contact, the newest first. */
  async ledger(contactId: number): Promise<TrustEvent[]> {
    return this.source.manager.find(TrustEvent, { where: { contactId }, order: { id: 'DESC' } });
  }

  /** @throws DomainError `conflict` where there is no access to warn about, to restrict or to restore */
  async decide(actor: Actor, contactId: number, decision: TrustDecision): Promise<Contact> {
    return this.source.transaction(async (manager) => {
      await manager.query('select forbid()');
      const contact = await findContact(manager, contactId, 'for update');
      if (decision.kind !== 'grant' && contact.trust === 'none') {
        throw new DomainError('conflict', 'This journalist has no early access. Grant it first.');
      }
      const { kind, note } = decision;
      const until = kind === 'probation' || kind === 'suspension' ? decision.until : null;
      await manager.insert(TrustEvent, {
        contactId,
        kind,
        until,
        note: note || null,
        byUserId: staffUserId(actor),
      });
      const trust = levelAfter[kind];
      const given = kind === 'grant' ? { trustOutletId: contact.outletId } : {};
      if (trust !== null) await manager.update(Contact, contactId, { trust, trustUntil: until, ...given });
      await record(manager, {
        actor,
        action: `trust.${kind}`,
        subjectType: 'contact',
        subjectId: contactId,
        detail: { until },
      });
      return findContact(manager, contactId);
    });
  }
}
