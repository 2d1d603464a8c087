import type { Pool } from 'pg';

/** A worker's sign of life, with what it is doing. `now` is its own clock; the difference is kept. */
export async function reportWorker(
  pool: Pool,
  worker: string,
  now: Date,
  detail: Record<string, unknown>,
): Promise<void> {
  await pool.query({
    name: 'report_worker',
    text: `insert into worker_seen (worker, seen_at, skew_ms, detail)
           values ($1, clock_timestamp(),
                   greatest(-2e9, least(2e9, extract(epoch from $2::timestamptz - clock_timestamp()) * 1000))::int, $3)
           on conflict (worker) do update
              set seen_at = excluded.seen_at, skew_ms = excluded.skew_ms, detail = excluded.detail`,
    values: [worker, now, JSON.stringify(detail)],
  });
}
