import type { EntityManager } from 'typeorm';
import type { Contact } from '../contacts/contact.entity.js';

/** Under which ids and addresses a person is known: their own, those of merged duplicates, and any they were mailed at. */
export interface Traces {
  ids: number[];
  /** Keys of the addresses that they have, or had before a merge. */
  keys: string[];
  /** In lower case, former ones too. */
  addresses: string[];
}

const ADDRESSES = `
  select lower(email) as address from (
    select email from delivery where contact_id = any ($1)
    union select email from digest where contact_id = any ($1)
    union select email from notice where contact_id = any ($1)
    union select email from letter where contact_id = any ($1)
    union select email from address_change where contact_id = any ($1) and done_at is not null) known
   where email is not null`;

export async function tracesOf(manager: EntityManager, contact: Contact): Promise<Traces> {
  const merged: { id: number; key: string }[] = await manager.query(
    `select merged_id as id, email_key as key from contact_merge where contact_id = $1`,
    [contact.id],
  );
  const ids = [contact.id, ...merged.map((row) => row.id)];
  const keys = [contact.emailKey, ...merged.map((row) => row.key)];
  const known: { address: string }[] = await manager.query(ADDRESSES, [ids]);
  const addresses = new Set([contact.email.toLowerCase(), ...keys, ...known.map((row) => row.address)]);
  return { ids, keys, addresses: [...addresses] };
}

/** Whether a text contains one of the addresses ($1) on its own, not as a part of somebody else's ($2: as patterns). */
const names = (text: string) => `exists (
  select from unnest($1::text[], $2::text[]) a (address, pattern)
   where strpos(lower(${text}), address) > 0 and lower(${text}) ~ pattern)`;

function patternOf(address: string): string {
  const literal = address.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `(?:^|[^[:alnum:].!#$%&'*+/=?^_{|}~-])${literal}(?![[:alnum:]-]|\\.[[:alnum:]])`;
}

/**
 * What is found by reading everything: refused rows of imports, and mails that name one of the addresses without being
 * theirs. Takes a while on a long history, so call it before the gate lock is taken.
 */
export async function blankMentions(manager: EntityManager, { addresses }: Traces): Promise<void> {
  const wanted = [addresses, addresses.map(patternOf)];
  await manager.query(
    `delete from contact_import_refusal where ${names(`array_to_string(cells, ' ') || ' ' || reason`)}`,
    wanted,
  );
  await manager.query(
    `update inbound_mail set raw = null, reading = jsonb_strip_nulls(jsonb_build_object('outcome', reading -> 'outcome')),
            sender = null, rcpt = null
      where kind <> 'unread' and ${names(`coalesce(sender, '') || ' ' || coalesce(rcpt, '') || ' ' || reading::text`)}`,
    wanted,
  );
}

/**
 * What hangs on their ids beside the contact itself; the caller holds the gate lock. That they were sent something, and
 * that it came back, still counts, but says nothing about whom or in whose words.
 */
export async function blankHistory(manager: EntityManager, { ids, addresses }: Traces): Promise<void> {
  await manager.query(
    `update inbound_mail m
        set raw = null, reading = jsonb_strip_nulls(jsonb_build_object('outcome', reading -> 'outcome')), sender = null, rcpt = null
      where kind <> 'unread' and id in (
        select inbound_mail_id from bounce where contact_id = any ($1)
        union all select inbound_mail_id from single_bounce where contact_id = any ($1)
        union all select m.id from delivery d join inbound_mail m on m.delivery_id = d.id where d.contact_id = any ($1))`,
    [ids],
  );
  await manager.query(`update bounce set reply = null, diagnostic = null where contact_id = any ($1)`, [ids]);
  await manager.query(`select erase_deliveries($1)`, [ids]);
  await manager.query(
    `update consent_event set address = null, detail = '{}' where contact_id = any ($1) and (address is not null or detail <> '{}')`,
    [ids],
  );
  await manager.query(
    `update suppression set email = null, evidence = '{}'
      where email_hash in (select email_hash(a) from unnest($1::text[]) a) and (email is not null or evidence <> '{}')`,
    [addresses],
  );
  await manager.query(`delete from subscription_request where email_key = any ($1)`, [addresses]);
}
