import type { EntityManager } from 'typeorm';
import { notFound } from '../errors/domain-error.js';
import type { Account } from './dispatch.service.js';
import type { DispatchState } from './dispatch.entity.js';

/** A dispatch as lists and the API show it. Times are the database's. */
export interface DispatchView {
  id: number;
  publicId: string;
  versionId: number;
  headline: string;
  kind: string;
  state: DispatchState;
  heldReason: string | null;
  liftAt: Date;
  earlyAt: Date | null;
  embargoZone: string | null;
  armedAt: Date;
  endedAt: Date | null;
  stopAfter: Date | null;
  pace: number | null;
  hasStarted: boolean;
  now: Date;
  account: Account;
}

const SELECT = `
  select d.id, r.public_id as "publicId", v.id as "versionId", v.headline, v.kind, d.state, d.held_reason as "heldReason",
         d.lift_at as "liftAt", v.early_at as "earlyAt", v.embargo_zone as "embargoZone", d.armed_at as "armedAt",
         d.ended_at as "endedAt", d.stop_after as "stopAfter", d.pace, now() as now,
         exists (select from dispatch_tier t where t.dispatch_id = d.id and t.started_at is not null) as "hasStarted",
         (select to_jsonb(a) - 'dispatch_id' from dispatch_account a where a.dispatch_id = d.id) as account
    from dispatch d join release_version v on v.id = d.version_id join release r on r.id = v.release_id`;

export async function dispatchView(manager: EntityManager, id: number): Promise<DispatchView> {
  const [row] = await manager.query<DispatchView[]>(`${SELECT} where d.id = $1`, [id]);
  if (!row) throw notFound('dispatch');
  return row;
}

export interface DispatchSearch {
  state?: string;
  publicId?: string;
  /** Part of a headline, or a dispatch's number. */
  search?: string;
  limit: number;
  /** The id of the last one of the page before. */
  before?: number;
}

/** The newest first. */
export async function listDispatches(
  manager: EntityManager,
  { state, publicId, search, limit, before }: DispatchSearch,
): Promise<DispatchView[]> {
  return manager.query<DispatchView[]>(
    `${SELECT} where ($1::text is null or d.state = $1) and ($2::text is null or r.public_id = $2)
                 and ($3::bigint is null or d.id < $3)
                 and ($5::text is null or strpos(lower(v.headline), lower($5)) > 0 or d.id::text = ltrim($5, '#'))
      order by d.id desc limit $4`,
    [state ?? null, publicId ?? null, before ?? null, limit, search ?? null],
  );
}

export interface DeliveryView {
  id: number;
  tier: string;
  /** Null: the person was erased. */
  email: string | null;
  contactId: number;
  name: string | null;
  state: string;
  attempt: number;
  claimedAt: Date | null;
  settledAt: Date | null;
  nextAttemptAt: Date | null;
  replyCode: number | null;
  replyText: string | null;
}

/** Deliveries of a dispatch in their order, a page at a time. `claimed` shows those a worker holds now. */
export async function listDeliveries(
  manager: EntityManager,
  dispatchId: number,
  { state, search, limit, after }: { state?: string; search?: string; limit: number; after?: number },
): Promise<DeliveryView[]> {
  return manager.query<DeliveryView[]>(
    `select d.id, d.tier, d.email, d.contact_id as "contactId", c.name, d.attempt, d.claimed_at as "claimedAt",
            case when d.state in ('pending', 'deferred') and k.lease_until > now() then 'claimed' else d.state end as state,
            d.settled_at as "settledAt", d.next_attempt_at as "nextAttemptAt", d.reply_code as "replyCode",
            d.reply_text as "replyText"
       from delivery d
       join delivery_chunk k on k.dispatch_id = d.dispatch_id and k.tier = d.tier and k.number = d.chunk
       left join contact c on c.id = d.contact_id
      where d.dispatch_id = $1 and ($2::text is null or d.state = $2)
        and ($3::text is null or strpos(lower(concat_ws(' ', d.email, c.name)), lower($3)) > 0)
        and ($4::bigint is null or d.id > $4)
      order by d.id limit $5`,
    [dispatchId, state ?? null, search ?? null, after ?? null, limit],
  );
}

export interface ReasonCount {
  state: string;
  code: number | null;
  text: string;
  domain: string;
  count: number;
}

/** Refusals, deferrals and doubts by what the servers said, the most frequent first. */
export async function reasonsOf(manager: EntityManager, dispatchId: number): Promise<ReasonCount[]> {
  return manager.query<ReasonCount[]>(
    `select state, reply_code as code, min(reply_text) as text, min(domain) as domain, count(*)::int as count
       from delivery where dispatch_id = $1 and state in ('refused', 'deferred', 'in_doubt', 'suppressed')
      group by state, reply_code, regexp_replace(coalesce(reply_text, ''), '<[^>]*>', '<…>', 'g')
      order by count desc limit 50`,
    [dispatchId],
  );
}
