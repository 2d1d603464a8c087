import pg from 'pg';
import type { FaultRun } from './fault-run.js';

export interface HeldTable {
  release(): Promise<void>;
}

/**
 * Keeps everybody else from a table, or only from changing it: where a worker waits for it, a fault can be put exactly
 * there.
 */
export async function lockTable(
  url: string,
  table: string,
  mode: 'access exclusive' | 'share' = 'access exclusive',
): Promise<HeldTable> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`begin; lock table ${table} in ${mode} mode`);
  return { release: () => client.end() };
}

/** Resolves when a statement that contains the text waits for a lock. */
export async function untilBlocked(run: FaultRun, text: string): Promise<void> {
  await run.until<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and position($1 in query) > 0`,
    [text],
    (row) => row.n > 0,
  );
}
