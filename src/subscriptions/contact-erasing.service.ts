import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { Contact } from '../contacts/contact.entity.js';
import { findContact } from '../contacts/contacts.service.js';
import { suppress } from '../contacts/suppress.js';

@Injectable()
export class ContactErasingService {
  constructor(private readonly source: DataSource) {}

  /**
   * Erases a person: the contact with all that hangs on it goes, past changes of consent lose what could name anybody,
   * and only a hash of each address stays so that no later import brings them back (GDPR Art. 17 and 21(3)).
   * Not covered: addresses in deliveries and received mails, which those features keep for their own retention time.
   * @throws DomainError `not_found`
   */
  async erase(actor: Actor, contactId: number, source: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const contact = await findContact(manager, contactId, 'for update');
      for (const key of await keysOf(manager, contact)) {
        await suppress(manager, actor, { address: { email: key, key }, reason: 'erased', source });
        await forgetAddress(manager, key);
        await manager.query(`delete from subscription_request where email_key = $1`, [key]);
      }
      await blankConsent(manager, contactId);
      await manager.delete(Contact, contactId);
      await record(manager, {
        actor,
        action: 'contact.erased',
        subjectType: 'contact',
        subjectId: contactId,
        detail: { source },
      });
    });
  }
}

/** The address and those of duplicates merged into this contact. */
async function keysOf(manager: EntityManager, contact: Contact): Promise<string[]> {
  const merged: { key: string }[] = await manager.query(
    `select email_key as key from contact_merge where contact_id = $1`,
    [contact.id],
  );
  return [contact.emailKey, ...merged.map((row) => row.key)];
}

async function forgetAddress(manager: EntityManager, key: string): Promise<void> {
  await manager.query(
    `update suppression set email = null, evidence = '{}' where email_hash = email_hash($1)`,
    [key],
  );
}

async function blankConsent(manager: EntityManager, contactId: number): Promise<void> {
  await manager.query(
    `update consent_event set address = null, detail = '{}'
      where contact_id in (select $1::bigint union all select merged_id from contact_merge where contact_id = $1)`,
    [contactId],
  );
}
