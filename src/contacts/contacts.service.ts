import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import type { ContactChanges, NewContact } from './contact-input.js';
import { Contact } from './contact.entity.js';
import { type EmailAddress, parseEmail } from './email-address.js';
import { beatsNamed, outletNamed, setBeats } from './outlets-and-beats.js';
import { standingSuppression, suppress } from './suppress.js';
import { isOwnWish } from './suppression-rules.js';

@Injectable()
export class ContactsService {
  constructor(private readonly source: DataSource) {}

  /** @throws DomainError `not_found` */
  async find(id: number): Promise<Contact> {
    return findContact(this.source.manager, id);
  }

  /** @throws DomainError `conflict` if somebody with this address, in whatever spelling, is on the list already */
  async create(actor: Actor, input: NewContact): Promise<Contact> {
    const address = parseEmail(input.email);
    return this.source.transaction(async (manager) => {
      await refuseTaken(manager, address);
      const fields = await ownFields(manager, input);
      const { source = 'desk', sourceAt } = input;
      const { email, key: emailKey } = address;
      const contact = manager.create(Contact, {
        ...fields,
        email,
        emailKey,
        source,
        ...(sourceAt && { sourceAt }),
      });
      await manager.save(contact);
      if (input.beats) await setBeats(manager, contact.id, await beatsNamed(manager, input.beats));
      await record(manager, {
        actor,
        action: 'contact.created',
        subjectType: 'contact',
        subjectId: contact.id,
        detail: { source },
      });
      return findContact(manager, contact.id);
    });
  }

  /** Fields that are absent stay. The record names the fields, not the values: it outlives an erasure. */
  async change(actor: Actor, id: number, changes: ContactChanges): Promise<Contact> {
    return this.source.transaction(async (manager) => {
      const contact = await findContact(manager, id, 'for update');
      if (changes.email !== undefined)
        await changeAddress(manager, actor, contact, parseEmail(changes.email));
      await manager.update(Contact, id, { ...(await ownFields(manager, changes)), updatedAt: () => 'now()' });
      if (changes.beats) await setBeats(manager, id, await beatsNamed(manager, changes.beats));
      const detail = { fields: Object.keys(changes) };
      await record(manager, {
        actor,
        action: 'contact.changed',
        subjectType: 'contact',
        subjectId: id,
        detail,
      });
      return findContact(manager, id);
    });
  }
}

/** @throws DomainError `not_found` */
export async function findContact(
  manager: EntityManager,
  id: number,
  locking?: 'for update',
): Promise<Contact> {
  const contact = await manager.findOne(Contact, {
    where: { id },
    ...(locking && { lock: { mode: 'pessimistic_write' as const } }),
  });
  if (!contact) throw notFound('contact');
  return contact;
}

/** The id that this contact has now: another one if it was merged; null if it is gone. */
export async function currentContactId(manager: EntityManager, id: number): Promise<number | null> {
  const [row]: { id: number }[] = await manager.query(
    `select id from contact where id = $1 union all select contact_id from contact_merge where merged_id = $1`,
    [id],
  );
  return row?.id ?? null;
}

/** Whose address this is, or was before a merge. */
export async function contactIdOf(manager: EntityManager, key: string): Promise<number | null> {
  const [row]: { id: number }[] = await manager.query(
    `select id from contact where email_key = $1 union all select contact_id from contact_merge where email_key = $1`,
    [key],
  );
  return row?.id ?? null;
}

/**
 * Moves a contact to another address, in the caller's transaction. What the person asked for at the old address
 * (no mail any more) holds at the new one too.
 */
export async function changeAddress(
  manager: EntityManager,
  actor: Actor,
  contact: Contact,
  address: EmailAddress,
): Promise<void> {
  if (address.key !== contact.emailKey) {
    const wish = await standingSuppression(manager, contact.emailKey);
    if (wish && isOwnWish(wish))
      await suppress(manager, actor, { address, reason: wish, source: 'address changed' });
    await refuseTaken(manager, address);
  }
  await manager.update(Contact, contact.id, {
    email: address.email,
    emailKey: address.key,
    updatedAt: () => 'now()',
  });
}

async function refuseTaken(manager: EntityManager, address: EmailAddress): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(hashtext('dateline.address'), hashtext($1))`, [
    address.key,
  ]);
  const id = await contactIdOf(manager, address.key);
  if (id === null) return;
  const message = 'Somebody with this address is on the list already.';
  throw new DomainError('conflict', message, { email: message });
}

async function ownFields(manager: EntityManager, input: ContactChanges): Promise<Partial<Contact>> {
  const { name, outlet, role, languages, country, timeZone, phone, notes, tags } = input;
  const outletId =
    outlet === undefined ? undefined : outlet === null ? null : await outletNamed(manager, outlet);
  const given = { name, outletId, role, languages, country, timeZone, phone, notes, tags };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
