import type { EntityManager } from 'typeorm';
import { rowsTable } from './stage-list.js';
import type { KeyRange } from './write-list.js';

/** Keys looked at for each part: parts are then alike within a tenth or so, which is enough. */
const SAMPLED_PER_PART = 200;

export interface ImportPart extends KeyRange {
  number: number;
}

/**
 * Cuts a list into ranges of addresses of about `rowsAtOnce` rows each. Together they hold every row once, whatever the
 * sample said: a range begins where the one before ends, and the last ends with the last address.
 */
export async function cutIntoParts(
  manager: EntityManager,
  { id, rows }: { id: number; rows: number },
  rowsAtOnce: number,
): Promise<void> {
  const parts = Math.max(1, Math.ceil(rows / rowsAtOnce));
  const percent = Math.min(100, (100 * parts * SAMPLED_PER_PART) / Math.max(1, rows));
  await manager.query(
    `with ends as (
       select max(email_key) as key from (
         select email_key, (row_number() over (order by email_key) - 1) * $3 / count(*) over () as part
           from ${rowsTable(id)} tablesample system ($2)) s
        group by part having part < $3 - 1
       union select max(email_key) from ${rowsTable(id)})
     insert into contact_import_part (import_id, number, from_key, to_key)
     select $1, row_number() over (order by key), lag(key, 1, '') over (order by key), key from ends where key is not null`,
    [id, percent, parts],
  );
}

/**
 * The first part that nobody has written or is writing; locked until the caller's transaction ends.
 * Null: none is left to take.
 */
export async function takePart(manager: EntityManager, importId: number): Promise<ImportPart | null> {
  const [part]: ImportPart[] = await manager.query(
    `select number, from_key as "fromKey", to_key as "toKey" from contact_import_part
      where import_id = $1 and done_at is null order by number limit 1 for update skip locked`,
    [importId],
  );
  return part ?? null;
}

export async function partIsDone(manager: EntityManager, importId: number, number: number): Promise<void> {
  await manager.query('update contact_import_part set done_at = now() where import_id = $1 and number = $2', [
    importId,
    number,
  ]);
}

/** Whether every part is written, which only says something when nobody is writing one. */
export async function allPartsDone(manager: EntityManager, importId: number): Promise<boolean> {
  const [row]: { open: boolean }[] = await manager.query(
    'select exists (select from contact_import_part where import_id = $1 and done_at is null) as open',
    [importId],
  );
  return !row!.open;
}
