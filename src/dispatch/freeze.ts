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
  seed: string;
  chunkSize: number;
}

/**
 * Freezes a tier: one delivery row per address, in chunks. All in the caller's transaction, so a tier is either frozen
 * whole or not at all. Idempotent: a frozen tier stays as it is, and so does one of a dispatch that is not armed.
 * The order is a shuffle by the dispatch's seed in which each domain is spread evenly, so that nobody is always last.
 * @returns the number of recipients, or null when there was nothing to freeze
 */
export async function freezeTier(
  manager: EntityManager,
  key: TierKey,
  chunkSize: number,
): Promise<number | null> {
  const order = await lockUnfrozen(manager, key, chunkSize);
  if (!order) return null;
  await manager.query(`set local work_mem = '128MB'`);
  const [counted] = await manager.query<{ n: number }[]>(...insertDeliveries(order));
  await manager.query(
    `insert into delivery_chunk (dispatch_id, tier, number, due_at)
     select dispatch_id, tier, chunk, min(t.opens_at)
       from delivery join dispatch_tier t using (dispatch_id, tier)
      where dispatch_id = $1 and tier = $2 group by 1, 2, 3`,
    [order.dispatchId, order.tier],
  );
  await manager.query(
    `update dispatch_tier set frozen_at = clock_timestamp() where dispatch_id = $1 and tier = $2`,
    [order.dispatchId, order.tier],
  );
  return counted?.n ?? 0;
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
    `select t.dispatch_id as "dispatchId", t.tier, v.release_id as "releaseId", v.kind, v.audience, d.seed
       from dispatch_tier t join dispatch d on d.id = t.dispatch_id join release_version v on v.id = d.version_id
      where t.dispatch_id = $1 and t.tier = $2 and t.frozen_at is null and d.state = 'armed'`,
    [dispatchId, tier],
  );
  return found && { ...found, chunkSize };
}

function insertDeliveries(order: FreezeOrder): [string, unknown[]] {
  const fixed = [order.dispatchId, order.tier, order.chunkSize, order.seed, order.releaseId];
  const chosen = receiversSql(receiversOf(order), fixed.length + 1);
  const sql = `
    with chosen as (
      select c.id, c.email, split_part(c.email_key, '@', 2) as domain, hashint8extended(c.id, hashtext($4)) as ticket
        from contact c
       where ${chosen.sql} and ${mailableSql} and ${tierSql[order.tier]} and ${NOT_YET_FROZEN}
    ), placed as (
      select *, (row_number() over (partition by domain order by ticket) - 0.5)
                / count(*) over (partition by domain) as place
        from chosen
    ), written as (
      insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain)
      select $1, $2, (row_number() over (order by place, ticket) - 1) / $3::int, id, email, domain
        from placed order by place, ticket
      returning 1)
    select count(*)::int as n from written`;
  return [sql, [...fixed, ...chosen.params]];
}

/**
 * Neither the person nor the address has a delivery of the dispatch ($1), by an earlier tier; nor had the address one that an
 * erasure has blanked since, before it came back to the list. Should two tiers be frozen in
 * the same moment, the unique key refuses the second, and the next sweep freezes it. `on conflict` would cost 5 s a million.
 */
const NOT_YET_FROZEN = `not exists (select from delivery e where e.dispatch_id = $1 and e.contact_id = c.id)
  and not exists (select from delivery e where e.dispatch_id = $1 and e.email = c.email)
  and not exists (select from suppression g where g.email_hash = c.email_hash and g.reason = 'erased'
    and g.since > (select min(f.frozen_at) from dispatch_tier f where f.dispatch_id = $1))`;

/** Who belongs to which tier; $5 is the release. */
const tierSql: Record<TierName, string> = {
  early: `${trustedSql} and exists (
    select from terms_answer a where a.contact_id = c.id and a.release_id = $5 and a.answer = 'accepted')`,
  general: `$5::bigint > 0`,
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
