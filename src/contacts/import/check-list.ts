import type { EntityManager } from 'typeorm';
import type { ContactImport } from './contact-import.entity.js';
import {
  allTags,
  differs,
  isNews,
  kept,
  mapped,
  NOT_MERGED,
  NOT_WITHDRAWN,
  ROW_HASH,
} from './list-columns.js';
import { rowsTable } from './stage-list.js';

export interface ListCheck {
  created: number;
  changed: number;
  same: number;
  leftOut: number;
}

const ROWS = (list: ContactImport) => `${rowsTable(list.id)} r
  left join outlet o on lower(o.name) = lower(r.outlet)
  left join contact c on c.email_key = r.email_key`;
const TAKEN = `(${NOT_MERGED} and (c.id is not null or ${NOT_WITHDRAWN}))`;

/** What writing the list would do now. One pass over file and list. */
export async function checkList(manager: EntityManager, list: ContactImport): Promise<ListCheck> {
  const [counts]: ListCheck[] = await manager.query(
    `select count(*) filter (where taken and c.id is null)::int as created,
            count(*) filter (where taken and c.id is not null and differs)::int as changed,
            count(*) filter (where taken and c.id is not null and not differs)::int as same,
            count(*) filter (where not taken)::int as "leftOut"
       from ${ROWS(list)} cross join lateral (select ${TAKEN} as taken, ${differs(list)} as differs) x`,
  );
  return counts!;
}

export type PlannedKind = 'created' | 'changed' | 'leftOut';

/** One row of the file, and what a run would do with it. */
export interface PlannedRow {
  line: number;
  kind: PlannedKind;
  email: string;
  name: string;
  outlet: string | null;
  /** Of a changed one: what it is now and what it becomes. */
  changes: { field: string; from: unknown; to: unknown }[];
  /** Of one that is left out. */
  reason: string | null;
}

const CONDITIONS: Record<PlannedKind, (list: ContactImport) => string> = {
  created: () => `c.id is null and ${TAKEN}`,
  changed: (list) => `c.id is not null and ${TAKEN} and (${differs(list)})`,
  leftOut: () => `not ${TAKEN}`,
};
const REASON = `case when ${NOT_MERGED} then
  (select s.reason from suppression s where s.email_hash = ${ROW_HASH} and s.lifted_at is null) else 'merged' end`;

/** The first rows of a kind in the order of their addresses. Walks the list until it has found enough. */
export async function plannedRows(
  manager: EntityManager,
  list: ContactImport,
  kind: PlannedKind,
  limit: number,
): Promise<PlannedRow[]> {
  return manager.query(
    `select r.line, $2::text as kind, r.email, r.name, r.outlet,
            ${kind === 'changed' ? changes(list) : `'[]'::jsonb`} as changes,
            ${kind === 'leftOut' ? REASON : 'null'} as reason
       from ${ROWS(list)} where ${CONDITIONS[kind](list)} order by r.email_key limit $1`,
    [limit, kind],
  );
}

function changes(list: ContactImport): string {
  const each = mapped(list).map((column) => {
    const isOutlet = column.field === 'outlet';
    const from = isOutlet ? '(select x.name from outlet x where x.id = c.outlet_id)' : `c.${column.name}`;
    const to = isOutlet ? 'r.outlet' : kept(column, list.settings);
    return changeOf(column.field, isNews(column, list.settings), from, to);
  });
  const tags = changeOf('tags', `not c.tags @> ${allTags(list)}`, 'c.tags', `c.tags || ${allTags(list)}`);
  return `(select coalesce(jsonb_agg(x), '[]') from unnest(array[${[...each, tags].join(', ')}]) x where x is not null)`;
}

function changeOf(field: string, isNew: string, from: string, to: string): string {
  return `case when ${isNew} then jsonb_build_object('field', '${field}', 'from', ${from}, 'to', ${to}) end`;
}
