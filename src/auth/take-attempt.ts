import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

export interface AttemptLimit {
  /** So many at once. */
  burst: number;
  /** Then one more each so many seconds. */
  refillSeconds: number;
}

/**
 * A leaking bucket per key: `used` drains with time on the database's clock, an attempt adds one if there is room.
 * One statement, so two web processes cannot both take the last attempt. Returns a row only if it was taken.
 */
const TAKE = `
insert into attempt_bucket as b (key, used, updated_at) values ($1, 1, clock_timestamp())
on conflict (key) do update
  set used = greatest(0, b.used - extract(epoch from clock_timestamp() - b.updated_at) / $3) + 1,
      updated_at = clock_timestamp()
  where greatest(0, b.used - extract(epoch from clock_timestamp() - b.updated_at) / $3) + 1 <= $2
returning used`;

/** Counts an attempt at `key` and says whether it is still within the limit, over all processes. Commit it whatever follows. */
export async function takeAttempt(
  manager: EntityManager,
  key: string,
  limit: AttemptLimit,
): Promise<boolean> {
  const rows: unknown[] = await manager.query(TAKE, [bucketKey(key), limit.burst, limit.refillSeconds]);
  return rows.length > 0;
}

/** Counts the attempts at `key` as made only now: what they were taken for happens later than they were. */
export async function renewAttempts(manager: EntityManager, key: string): Promise<void> {
  await manager.query(`update attempt_bucket set updated_at = clock_timestamp() where key = $1`, [
    bucketKey(key),
  ]);
}

/** Forgets the attempts at `key`: the person proved who they are. */
export async function forgetAttempts(manager: EntityManager, key: string): Promise<void> {
  await manager.query(`delete from attempt_bucket where key = $1`, [bucketKey(key)]);
}

/** Removes buckets that have long been empty. */
export async function sweepAttempts(manager: EntityManager): Promise<void> {
  await manager.query(`delete from attempt_bucket where updated_at < now() - interval '2 days'`);
}

function bucketKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
