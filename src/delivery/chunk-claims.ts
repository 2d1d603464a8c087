import type { Pool } from 'pg';
import type { CountingChoice } from '../contacts/counting-choice.js';

/** Which chunk: as frozen, numbered from 0 within a tier of a dispatch. */
export interface ChunkKey {
  dispatchId: number;
  tier: 'early' | 'general';
  number: number;
}

export interface ClaimLimits {
  /** All in seconds. */
  lease: number;
  lateLimit: number;
  skewLimit: number;
}

/**
 * Why a chunk was not claimed. `clock`: this machine's clock differs from the database's by more than the limit.
 * `late` and `restored` ask a person; `taken`: somebody else has it or nothing is due; the others are the gate's words.
 */
export type ClaimRefusal =
  | 'clock'
  | 'embargo'
  | 'not frozen'
  | 'approval'
  | 'stop after'
  | 'restored'
  | 'late'
  | 'taken'
  | 'paused'
  | 'held'
  | 'stopped'
  | 'finished';

/** `gone`: deliveries that the claim has suppressed, because these journalists may not be mailed any more. */
export type Claim = { refusal: ClaimRefusal } | { refusal: null; epoch: number; gone: number[] | null };

/** One recipient of a claimed chunk. */
export interface Recipient {
  id: number;
  contactId: number;
  email: string;
  domain: string;
  name: string;
  attempt: number;
  /** For a correction, update, hold or kill: this person's delivery of the release it concerns. */
  repliesTo: number | null;
  /** What they said about opens and clicks being counted; null: erased since. */
  counting: CountingChoice | null;
  /** Signatures made before the lift. */
  signed?: Buffer;
}

/**
 * Asks the database for a chunk (migration 0007, claim_chunk). Only a claim without refusal permits to go on, and each
 * mail is asked for again before its body is sent.
 * @param now this machine's clock, compared with the database's
 */
export async function claimChunk(
  pool: Pool,
  chunk: ChunkKey,
  worker: string,
  limits: ClaimLimits,
  now: Date,
): Promise<Claim> {
  const { rows } = await pool.query({
    name: 'claim_chunk',
    text: `select refusal, epoch, gone from claim_chunk($1, $2, $3, $4, $5, $6 * interval '1 second',
             $7 * interval '1 second', $8 * interval '1 second')`,
    values: [
      chunk.dispatchId,
      chunk.tier,
      chunk.number,
      worker,
      now,
      limits.lease,
      limits.lateLimit,
      limits.skewLimit,
    ],
  });
  return rows[0] as Claim;
}

/** How often the chunk was claimed so far, and its dispatch's mails per minute. */
export async function headOf(pool: Pool, chunk: ChunkKey): Promise<{ epoch: number; pace: number | null }> {
  const { rows } = await pool.query<{ epoch: number; pace: number | null }>({
    name: 'head_of',
    text: `select c.epoch, d.pace from delivery_chunk c join dispatch d on d.id = c.dispatch_id
            where c.dispatch_id = $1 and c.tier = $2 and c.number = $3`,
    values: [chunk.dispatchId, chunk.tier, chunk.number],
  });
  return rows[0] ?? { epoch: -1, pace: null };
}

/** The recipients of a claimed chunk that are to be tried now, in the order of the freeze; nobody who was erased since. */
export async function recipientsOf(pool: Pool, chunk: ChunkKey): Promise<Recipient[]> {
  const { rows } = await pool.query({
    name: 'recipients_of',
    text: `select d.id, d.contact_id as "contactId", d.email, d.domain, d.attempt, coalesce(c.name, '') as name,
                  counting_choice(c) as counting,
                  case when v.kind <> 'original' then (
                    select min(p.id) from delivery p join dispatch px on px.id = p.dispatch_id
                      join release_version pv on pv.id = px.version_id
                     where p.contact_id = d.contact_id and pv.release_id = v.release_id and px.id < x.id) end as "repliesTo"
             from deliveries_of_chunk($1, $2, $3) d
             join dispatch x on x.id = d.dispatch_id join release_version v on v.id = x.version_id
             left join contact c on c.id = d.contact_id
            where d.state in ('pending', 'deferred')
              and d.email is not null and (d.next_attempt_at is null or d.next_attempt_at <= now())
            order by d.id`,
    values: [chunk.dispatchId, chunk.tier, chunk.number],
  });
  return rows as Recipient[];
}

/** Renews the leases of a living worker; a chunk whose lease was lost is missing from the answer. */
export async function renewLeases(
  pool: Pool,
  worker: string,
  held: { chunk: ChunkKey; epoch: number }[],
  lease: number,
  lateLimit: number,
): Promise<{ dispatchId: number; tier: string; number: number; closed: string | null }[]> {
  const { rows } = await pool.query({
    name: 'renew_leases',
    text: `update delivery_chunk c set lease_until = clock_timestamp() + $6 * interval '1 second'
             from unnest($2::bigint[], $3::text[], $4::int[], $5::int[]) h (dispatch_id, tier, number, epoch)
            where c.dispatch_id = h.dispatch_id and c.tier = h.tier and c.number = h.number
              and c.epoch = h.epoch and c.worker = $1
        returning c.dispatch_id as "dispatchId", c.tier, c.number,
                  gate(c.dispatch_id, c.tier, $7 * interval '1 second') as closed`,
    values: [
      worker,
      held.map((h) => h.chunk.dispatchId),
      held.map((h) => h.chunk.tier),
      held.map((h) => h.chunk.number),
      held.map((h) => h.epoch),
      lease,
      lateLimit,
    ],
  });
  return rows;
}

/** Gives a chunk back. Nothing happens if another worker has taken it over meanwhile. */
export async function closeChunk(pool: Pool, chunk: ChunkKey, worker: string, epoch: number): Promise<void> {
  await pool.query({
    name: 'close_chunk',
    text: `select close_chunk($1, $2, $3, $4, $5)`,
    values: [chunk.dispatchId, chunk.tier, chunk.number, worker, epoch],
  });
}

/** Puts away a recipient for later without an attempt (its domain is resting). */
export async function restRecipients(pool: Pool, ids: number[], seconds: number[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query({
    name: 'rest_recipients',
    text: `update delivery d set next_attempt_at = clock_timestamp() + r.wait * interval '1 second'
             from unnest($1::bigint[], $2::float8[]) r (id, wait)
            where d.id = r.id and d.state in ('pending', 'deferred')`,
    values: [ids, seconds],
  });
}
