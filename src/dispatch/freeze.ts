import type { EntityManager } from 'typeorm';
import { type AudienceFilter, audienceSql, mailableSql } from '../contacts/audience.js';
import { trustedSql } from '../contacts/trust.js';
import type { ReleaseKind } from '../releases/release-content.js';
import { goesToReceivers } from './dispatch-rules.js';
import type { TierName } from './dispatch-tier.entity.js';

/** Whom a dispatch goes to: an audience, or exactly those who received earlier versions of the release. */
export type Receivers = { audience: AudienceFilter } | { receiversOfRelease: number };

export interface TierKey {
  dispatchId: number;
  tier: TierName;
}

/** What says whom a dispatch goes to. */
export interface FrozenFrom {
  releaseId: number;
  kind: ReleaseKind;
  audience: AudienceFilter;
}

interface FreezeOrder extends TierKey, FrozenFrom {
  chunkSize: number;
  /** Deliveries of this dispatch exist: of another tier. */
  hasOthers: boolean;
}

/**
 * Freezes a tier: one delivery row per address, in chunks. All in the caller's transaction, so a tier is either frozen
 * whole or not at all. Idempotent: a frozen tier stays as it is, and so does one of a dispatch that is not armed.
 * The order is drawn by lot anew for each dispatch, so that nobody is always last and no domain comes in one piece.
 * @returns the number of recipients, or null when there was nothing to freeze
 */
export async function freezeTier(
  manager: EntityManager,
  key: TierKey,
  chunkSize: number,
): Promise<number | null> {
  const order = await lockUnfrozen(manager, key, chunkSize);
  if (!order) return null;
  if (order.hasOthers) await manager.query(CHUNK_OF_JOINED, [order.dispatchId, order.tier]);
  const before = await nextId(manager);
  await manager.query(`set local work_mem = '256MB'`);
  const recipients = await insertDeliveries(manager, order, before);
  await manager.query(CHUNKS, [order.dispatchId, order.tier, before, order.chunkSize]);
  await manager.query(
    `update dispatch_tier set frozen_at = clock_timestamp() where dispatch_id = $1 and tier = $2`,
    [order.dispatchId, order.tier],
  );
  return recipients;
}

/** Of those who fell out of the early tier before this freeze, if there are any; see join_general(). */
const CHUNK_OF_JOINED = `
  insert into delivery_chunk (dispatch_id, tier, number, due_at, first_id, last_id)
  select t.dispatch_id, t.tier, -1, t.opens_at, min(d.id), max(d.id)
    from dispatch_tier t join delivery d on d.dispatch_id = t.dispatch_id and d.tier = t.tier and d.chunk = -1
   where t.dispatch_id = $1 and t.tier = $2
   group by t.dispatch_id, t.tier`;

/**
 * $3 is the last id before the tier's, $4 a chunk's size. A freeze of another dispatch in the same moment takes ids in
 * between: then the tier's stretch is longer than it has recipients, some chunks are smaller, and an empty one is left out.
 */
const CHUNKS = `
  insert into delivery_chunk (dispatch_id, tier, number, due_at, first_id, last_id)
  select t.dispatch_id, t.tier, n, t.opens_at, s.first_id, s.last_id
    from dispatch_tier t
   cross join generate_series(0, (currval('delivery_id_seq') - $3::bigint - 1) / $4::bigint) n
   cross join lateral (select $3::bigint + 1 + n * $4::bigint, $3::bigint + (n + 1) * $4::bigint) s (first_id, last_id)
   cross join lateral (
     select from delivery d
      where d.id between s.first_id and s.last_id and d.dispatch_id is not distinct from t.dispatch_id limit 1) taken
   where t.dispatch_id = $1 and t.tier = $2`;

async function nextId(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ id: number }[]>(`select nextval('delivery_id_seq') as id`);
  return row!.id;
}

/**
 * Locks in the order in which arming again does, the dispatch first, and reads only then: an audience read before could
 * be that of an approval which was replaced meanwhile.
 */
async function lockUnfrozen(
  manager: EntityManager,
  { dispatchId, tier }: TierKey,
  chunkSize: number,
): Promise<FreezeOrder | undefined> {
  await manager.query(`select from dispatch where id = $1 for key share`, [dispatchId]);
  await manager.query(`select from dispatch_tier where dispatch_id = $1 and tier = $2 for update`, [
    dispatchId,
    tier,
  ]);
  const [found] = await manager.query<Omit<FreezeOrder, 'chunkSize'>[]>(
    `select t.dispatch_id as "dispatchId", t.tier, v.release_id as "releaseId", v.kind, v.audience,
            exists (select from delivery e where e.dispatch_id = t.dispatch_id) as "hasOthers"
       from dispatch_tier t join dispatch d on d.id = t.dispatch_id join release_version v on v.id = d.version_id
      where t.dispatch_id = $1 and t.tier = $2 and t.frozen_at is null and d.state = 'armed'`,
    [dispatchId, tier],
  );
  return found && { ...found, chunkSize };
}

/**
 * Written in the order of the lots, in which the unique key grows too (migration 0101), and so do the ids: a chunk is a stretch
 * of them. The salts are hashes of a secret that is drawn here and kept nowhere: as good as random ones, and four times as cheap.
 * @param before an id of this transaction's, smaller than all that are written
 * @returns how many
 */
async function insertDeliveries(manager: EntityManager, order: FreezeOrder, before: number): Promise<number> {
  const fixed = [order.dispatchId, order.tier, order.chunkSize, order.releaseId, before];
  const chosen = receiversSql(receiversOf(order), fixed.length + 1);
  const notYetFrozen = order.hasOthers ? `and ${NOT_YET_FROZEN}` : '';
  const sql = `
    insert into delivery (id, dispatch_id, tier, chunk, contact_id, email, domain, salt) overriding system value
    select number, $1, $2, (number - $5::bigint - 1) / $3::int, id, email, split_part(email_key, '@', 2),
           substr(sha256(secret || int8send(number)), 1, 16)
      from (select nextval('delivery_id_seq') as number, drawn.*
              from (select c.id, c.email, c.email_key from contact c
                     where ${chosen.sql} and ${mailableSql} and ${tierSql[order.tier]} ${notYetFrozen}
                     order by lot($1, c.email)) drawn) numbered,
           (select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) as secret offset 0) once`;
  const { affected } = await manager.queryRunner!.query(sql, [...fixed, ...chosen.params], true);
  return affected!;
}

/**
 * Neither the person nor the address has a delivery of the dispatch ($1), by an earlier tier; nor had the address one that an
 * erasure has blanked since, before it came back to the list. Should two tiers be frozen in
 * the same moment, the unique key refuses the second, and the next sweep freezes it. `on conflict` would cost 5 s a million.
 */
const NOT_YET_FROZEN = `not exists (select from delivery e where e.dispatch_id = $1 and e.contact_id = c.id)
  and not exists (select from delivery e
    where e.dispatch_id = $1 and lot(e.dispatch_id, e.email) = lot($1, c.email) and e.email = c.email)
  and not exists (select from suppression g where g.email_hash = c.email_hash and g.reason = 'erased'
    and g.since > (select min(f.frozen_at) from dispatch_tier f where f.dispatch_id = $1))`;

/** Who belongs to which tier; $4 is the release. */
const tierSql: Record<TierName, string> = {
  early: `${trustedSql} and exists (
    select from terms_answer a where a.contact_id = c.id and a.release_id = $4 and a.answer = 'accepted')`,
  general: `$4::bigint > 0`,
};

export function receiversOf({ kind, releaseId, audience }: FrozenFrom): Receivers {
  return goesToReceivers(kind) ? { receiversOfRelease: releaseId } : { audience };
}

/** Who is chosen, before tiers and standing; over `contact c`. */
export function receiversSql(receivers: Receivers, firstParam: number): { sql: string; params: unknown[] } {
  if ('audience' in receivers) return audienceSql(receivers.audience, firstParam);
  return {
    sql: `c.id in (select d.contact_id from delivery d join dispatch x on x.id = d.dispatch_id
                     join release_version v on v.id = x.version_id
                    where v.release_id = $${firstParam} and d.state in ('accepted', 'in_doubt', 'transmitting'))`,
    params: [receivers.receiversOfRelease],
  };
}
