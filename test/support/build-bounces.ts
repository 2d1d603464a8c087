import type { DataSource } from 'typeorm';
import { parseSecrets, type SigningKeys } from '../../src/auth/signed-token.js';
import type { Env } from '../../src/config/env.js';
import { messageId, returnPath } from '../../src/delivery/return-path.js';

export interface BuiltDelivery {
  id: number;
  contactId: number;
  dispatchId: number;
  releaseId: number;
  email: string;
}

interface DeliveryOptions {
  email?: string;
  state?: 'accepted' | 'deferred' | 'refused' | 'in_doubt' | 'pending';
  reply?: string;
  headline?: string;
  /** Days ago that it was sent. */
  age?: number;
  /** Another delivery of the same dispatch, or of the same person. */
  dispatchId?: number;
  contactId?: number;
}

let count = 0;

/** A delivery as sending leaves it, with its release, dispatch and journalist. */
export async function buildDelivery(db: DataSource, options: DeliveryOptions = {}): Promise<BuiltDelivery> {
  const { email = `journalist${++count}@courier.example`, state = 'accepted', reply = '', age = 0 } = options;
  const contactId = options.contactId ?? (await contact(db, email));
  const dispatchId =
    options.dispatchId ?? (await dispatch(db, options.headline ?? 'Council approves tram line'));
  const [row] = await db.query(
    `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, state, attempt, first_attempt_at, settled_at,
            transmitting_at, reply_code, reply_text)
     select $1, 'general', 0, $2, $3, split_part($3, '@', 2), $4, 1, t, t, t, case $4 when 'deferred' then 452 when 'refused' then 550 end, $5
       from (select now() - $6::float8 * interval '1 day' as t) x returning id`,
    [dispatchId, contactId, email, state, reply, age],
  );
  const [{ releaseId }] = await db.query(
    `select v.release_id as "releaseId" from dispatch x join release_version v on v.id = x.version_id where x.id = $1`,
    [dispatchId],
  );
  await db.query(
    `insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text, at)
     select id, dispatch_id, attempt, state, case when state = 'refused' then null else reply_code end, reply_text, coalesce(settled_at, now())
       from delivery where id = $1 and state <> 'pending'`,
    [row.id],
  );
  return { id: row.id, contactId, dispatchId, releaseId, email };
}

export function keysOf(env: Env): SigningKeys {
  return parseSecrets(env.DATELINE_SECRET);
}

export function returnPathOf(env: Env, deliveryId: number): string {
  return returnPath(keysOf(env), deliveryId, env.BOUNCE_DOMAIN);
}

export function messageIdOf(env: Env, deliveryId: number): string {
  return messageId(keysOf(env), deliveryId, env.LIST_DOMAIN);
}

async function contact(db: DataSource, email: string): Promise<number> {
  const [row] = await db.query(
    `insert into contact (email, email_key, name, source) values ($1, lower($1), 'Ana Ruiz', 'test') returning id`,
    [email],
  );
  return row.id;
}

async function dispatch(db: DataSource, headline: string): Promise<number> {
  const [user] = await db.query(
    `insert into staff_user (email, name, role) values ('maja@newsroom.example', 'Maja Holm', 'press_officer')
     on conflict (email) do update set name = excluded.name returning id`,
  );
  const [release] = await db.query(
    `insert into release (public_id, created_by) values (md5(random()::text), $1) returning id`,
    [user.id],
  );
  const [version] = await db.query(
    `insert into release_version (release_id, number, kind, type, headline, body, audience, stage, created_by)
     values ($1, 1, 'original', 'press_release', $2, '{"type":"doc"}', '{}', 'approved', $3) returning id`,
    [release.id, headline, user.id],
  );
  const [made] = await db.query(
    `with a as (
       insert into approval (version_id, hash, approved_by) select id, content_hash, $2 from release_version where id = $1
       returning id, hash)
     insert into dispatch (version_id, approval_id, approval_hash, lift_at) select $1, id, hash, now() from a returning id`,
    [version.id, user.id],
  );
  return made.id;
}
