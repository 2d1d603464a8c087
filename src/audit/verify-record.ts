import type { DataSource } from 'typeorm';

/** Where the record ended when somebody looked: keep it elsewhere, and a cut-off tail shows. */
export interface RecordHead {
  id: number;
  /** In hex. */
  hash: string;
}

export interface RecordVerdict {
  ok: boolean;
  rows: number;
  /** Undefined: the record is empty. */
  head?: RecordHead | undefined;
  firstBroken?: BrokenRow;
}

/** Which row, of which table. */
export interface BrokenRow {
  table: 'audit_entry' | 'dispatch' | 'delivery' | 'delivery_event';
  id: number;
  reason:
    | 'altered'
    | 'missing before'
    | 'not chained'
    | 'missing'
    | 'other than noted'
    | 'seal broken'
    | 'not sealed'
    | 'contradicts the record';
}

/** The first row that is not what the chain says: its own hash is recomputed, its neighbours compared. One pass in order of ids. */
const FIRST_BROKEN = `
select 'audit_entry' as "table", id, reason from (
  select e.id,
    case
      when e.id <> coalesce(lag(e.id) over w, 0) + 1 then 'missing before'
      when e.hash <> audit_entry_hash(e) then 'altered'
      when e.previous <> coalesce(lag(e.hash) over w, sha256('dateline'::bytea)) then 'not chained'
    end as reason
  from audit_entry e window w as (order by e.id)
) checked where reason is not null order by id limit 1`;

/** Entries that seal delivery events which are not as they were. */
const BROKEN_SEAL = `
select 'audit_entry' as "table", audit_entry_id as id, 'seal broken' as reason from broken_delivery_seal order by audit_entry_id limit 1`;

/** What no entry of the record covers, or what says something else than it. Named only where the record itself is whole. */
const OUTSIDE = [
  `select 'dispatch' as "table", id, 'contradicts the record' as reason from contradicted_dispatch order by id limit 1`,
  `select 'delivery' as "table", id, 'contradicts the record' as reason from contradicted_delivery order by id limit 1`,
  `select 'delivery_event' as "table", id, 'not sealed' as reason from unsealed_delivery_event order by id limit 1`,
];

const HEAD = `
select id, encode(hash, 'hex') as hash, (select count(*) from audit_entry)::int as rows
from audit_entry order by id desc limit 1`;

/**
 * Checks the whole record, and what it tells of dispatches against their rows: finds an altered, removed or inserted row
 * and names the first. Rows cut off at the end, or a
 * record rewritten from some row on with new hashes, show only against a head noted earlier.
 */
export async function verifyRecord(database: DataSource, noted?: RecordHead): Promise<RecordVerdict> {
  return database.transaction('REPEATABLE READ', async (manager) => {
    const [last]: ({ rows: number } & RecordHead)[] = await manager.query(HEAD);
    const head = last && { id: last.id, hash: last.hash };
    const [chain]: BrokenRow[] = await manager.query(FIRST_BROKEN);
    const tail = noted && (await againstNoted((sql, values) => manager.query(sql, values), noted));
    const [seal]: BrokenRow[] = await manager.query(BROKEN_SEAL);
    const inside = [chain, tail, seal].filter((one) => one !== undefined).sort((a, b) => a.id - b.id)[0];
    const firstBroken = inside ?? (await firstOutside((sql) => manager.query(sql)));
    return { ok: !firstBroken, rows: last?.rows ?? 0, head, ...(firstBroken ? { firstBroken } : {}) };
  });
}

async function firstOutside(query: (sql: string) => Promise<BrokenRow[]>): Promise<BrokenRow | undefined> {
  for (const sql of OUTSIDE) {
    const [found] = await query(sql);
    if (found) return found;
  }
  return undefined;
}

type Query = (sql: string, values: unknown[]) => Promise<{ hash: string }[]>;

async function againstNoted(query: Query, noted: RecordHead): Promise<BrokenRow | undefined> {
  const [row] = await query(`select encode(hash, 'hex') as hash from audit_entry where id = $1`, [noted.id]);
  const { id } = noted;
  if (!row) return { table: 'audit_entry', id, reason: 'missing' };
  return row.hash === noted.hash.toLowerCase()
    ? undefined
    : { table: 'audit_entry', id, reason: 'other than noted' };
}
