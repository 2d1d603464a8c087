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
  firstBroken?: {
    id: number;
    reason: 'altered' | 'missing before' | 'not chained' | 'missing' | 'other than noted' | 'seal broken';
  };
}

/** The first row that is not what the chain says: its own hash is recomputed, its neighbours compared. One pass in order of ids. */
const FIRST_BROKEN = `
select id, reason from (
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
select audit_entry_id as id, 'seal broken' as reason from broken_delivery_seal order by audit_entry_id limit 1`;

const HEAD = `
select id, encode(hash, 'hex') as hash, (select count(*) from audit_entry)::int as rows
from audit_entry order by id desc limit 1`;

/**
 * Checks the whole record: finds an altered, removed or inserted row and names the first. Rows cut off at the end, or a
 * record rewritten from some row on with new hashes, show only against a head noted earlier.
 */
export async function verifyRecord(database: DataSource, noted?: RecordHead): Promise<RecordVerdict> {
  return database.transaction('REPEATABLE READ', async (manager) => {
    const [last]: ({ rows: number } & RecordHead)[] = await manager.query(HEAD);
    const head = last && { id: last.id, hash: last.hash };
    const [chain]: NonNullable<RecordVerdict['firstBroken']>[] = await manager.query(FIRST_BROKEN);
    const tail = noted && (await againstNoted((sql, values) => manager.query(sql, values), noted));
    const [seal]: NonNullable<RecordVerdict['firstBroken']>[] = await manager.query(BROKEN_SEAL);
    const firstBroken = [chain, tail, seal].filter((one) => one !== undefined).sort((a, b) => a.id - b.id)[0];
    return { ok: !firstBroken, rows: last?.rows ?? 0, head, ...(firstBroken ? { firstBroken } : {}) };
  });
}

type Query = (sql: string, values: unknown[]) => Promise<{ hash: string }[]>;

async function againstNoted(query: Query, noted: RecordHead): Promise<RecordVerdict['firstBroken']> {
  const [row] = await query(`select encode(hash, 'hex') as hash from audit_entry where id = $1`, [noted.id]);
  if (!row) return { id: noted.id, reason: 'missing' };
  return row.hash === noted.hash.toLowerCase() ? undefined : { id: noted.id, reason: 'other than noted' };
}
