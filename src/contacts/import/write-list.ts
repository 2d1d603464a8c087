import type { EntityManager } from 'typeorm';
import type { ContactImport, ImportColumn, ImportSettings } from './contact-import.entity.js';
import type { ImportField } from './match-columns.js';
import { rowsTable } from './stage-list.js';

export interface Written {
  created: number;
  changed: number;
  /** Of the new contacts; null: there is none. */
  firstId: number | null;
  lastId: number | null;
}

/**
 * What is left out without being refused: addresses of duplicates merged into another contact, and of people who left,
 * complained, objected or were erased and are not on the list any more. A list never brings them back.
 */
const NOT_MERGED = 'not exists (select from contact_merge m where m.email_key = r.email_key)';
const NOT_WITHDRAWN = `not exists (select from suppression s where s.email_hash = r.email_hash and s.lifted_at is null
  and s.reason in ('unsubscribed', 'complaint', 'objection', 'erased'))`;

export interface ListCheck {
  created: number;
  changed: number;
  same: number;
  leftOut: number;
}

/** What writing the list would do now. One pass over file and list. */
export async function checkList(manager: EntityManager, list: ContactImport): Promise<ListCheck> {
  const [counts]: ListCheck[] = await manager.query(
    `select count(*) filter (where taken and c.id is null)::int as created,
            count(*) filter (where taken and c.id is not null and differs)::int as changed,
            count(*) filter (where taken and c.id is not null and not differs)::int as same,
            count(*) filter (where not taken)::int as "leftOut"
       from ${rowsTable(list.id)} r
       left join outlet o on lower(o.name) = lower(r.outlet)
       left join contact c on c.email_key = r.email_key
       cross join lateral (select ${NOT_MERGED} and (c.id is not null or ${NOT_WITHDRAWN}) as taken, ${differs(list)} as differs) x`,
  );
  return counts!;
}

/** Outlets and beats of the whole list, once; then contacts can be written in parts. */
export async function writeOutletsAndBeats(manager: EntityManager, importId: number): Promise<void> {
  const table = rowsTable(importId);
  await manager.query(
    `insert into outlet (name) select distinct on (lower(outlet)) outlet from ${table} where outlet is not null
      order by lower(outlet), line on conflict (lower(name)) do nothing`,
  );
  await manager.query(
    `insert into beat (slug, name)
     select distinct on (b.slug) b.slug, b.name from ${table} r, unnest(r.beat_slugs, r.beats) b(slug, name)
      where b.slug <> '' order by b.slug, r.line on conflict (slug) do nothing`,
  );
}

/**
 * Writes the contacts of the lines after `from` up to `to`: new ones are made, known ones filled; then beats and topics.
 * New ones are found by a search only after `writeWords`.
 */
export async function writeLines(
  manager: EntityManager,
  list: ContactImport,
  from: number,
  to: number,
): Promise<Written> {
  const table = rowsTable(list.id);
  const { source, tags, topics } = list.settings;
  await manager.query(`set local dateline.words = 'later'; ${LOOK_UP_EACH}`);
  const [written]: Written[] = await manager.query(upsert(list, table), [from, to, source, tags]);
  if (isMapped(list.columns, 'beats')) await manager.query(addBeats(table), [from, to]);
  if (topics.length > 0)
    await manager.query(subscribe(table), [from, to, topics, JSON.stringify({ import: list.id })]);
  return written!;
}

/** Makes new contacts searchable. Meant to run beside the writing of the next lines: each takes one processor. */
export async function writeWords(manager: EntityManager, firstId: number, lastId: number): Promise<void> {
  await manager.query(`${WORDS} where c.id between $1 and $2 on conflict (contact_id) do nothing`, [
    firstId,
    lastId,
  ]);
}

/** Makes every contact searchable that is not, whatever became of `writeWords`. */
export async function writeMissingWords(manager: EntityManager): Promise<void> {
  await manager.query(
    `${WORDS} where not exists (select from contact_search s where s.contact_id = c.id) on conflict (contact_id) do nothing`,
  );
}

const WORDS = 'insert into contact_search select c.id, contact_words(c.name, c.email_key) from contact c';

/**
 * Each line is looked up by its address. Hashing the list, which the planner prefers, costs as much as the list is long
 * for each part, so that a million lines in ten parts read ten million contacts.
 */
const LOOK_UP_EACH = 'set local enable_hashjoin = off; set local enable_mergejoin = off';

type Column = { field: ImportField; name: string; value: string; isEmpty: string };

const SIMPLE: Column[] = [
  { field: 'outlet', name: 'outlet_id', value: 'o.id', isEmpty: 'r.outlet is null' },
  ...(['role', 'country', 'phone', 'notes'] as const).map((name) => simple(name, name)),
  simple('timeZone', 'time_zone'),
  { field: 'name', name: 'name', value: 'r.name', isEmpty: `r.name = ''` },
  { field: 'languages', name: 'languages', value: 'r.languages', isEmpty: `r.languages = '{}'` },
];

function simple(field: ImportField, name: string): Column {
  return { field, name, value: `r.${name}`, isEmpty: `r.${name} is null` };
}

function isMapped(columns: ImportColumn[], field: ImportField): boolean {
  const same = field === 'name' ? ['name', 'firstName', 'lastName'] : [field];
  return columns.some((column) => column.field !== null && same.includes(column.field));
}

/** What a known contact's column becomes: the file's value, unless it is empty and the list knows more. */
function kept(column: Column, settings: ImportSettings): string {
  if (settings.emptyOverwrites) return column.value;
  return `case when ${column.isEmpty} then c.${column.name} else ${column.value} end`;
}

function mapped(list: ContactImport): Column[] {
  return SIMPLE.filter((column) => isMapped(list.columns, column.field));
}

/** Over rows r, outlets o and contacts c: whether the file says anything new. */
function differs(list: ContactImport): string {
  const news = mapped(list).map(
    (column) => `(${kept(column, list.settings)}) is distinct from c.${column.name}`,
  );
  const tags = [...list.settings.tags].map((tag) => `'${tag.replaceAll("'", "''")}'`).join(',');
  return [...news, `not c.tags @> (r.tags || array[${tags}]::text[])`].join(' or ');
}

const NEW_TAGS = `case when c.tags @> (r.tags || $4::text[]) then c.tags else
  c.tags || array(select t from unnest(r.tags || $4::text[]) with ordinality x(t, place)
  where t <> all(c.tags) group by t order by min(place)) end`;

function upsert(list: ContactImport, table: string): string {
  const columns = mapped(list);
  const sets = columns.map((column) => `${column.name} = ${kept(column, list.settings)}`);
  const news = columns.map((column) => kept(column, list.settings));
  const rows = `from ${table} r left join outlet o on lower(o.name) = lower(r.outlet)`;
  const range = 'r.line > $1 and r.line <= $2';
  return `
with changed as (
  update contact c set ${[...sets, `tags = ${NEW_TAGS}`, 'updated_at = now()'].join(', ')}
    ${rows} where ${range} and c.email_key = r.email_key
     and (${[...columns.map((column) => `c.${column.name}`), 'c.tags'].join(', ')})
     is distinct from (${[...news, NEW_TAGS].join(', ')})
  returning 1
), created as (
  insert into contact (email, email_key, email_hash, name, outlet_id, role, languages, country, time_zone, phone, notes, tags, source)
  select r.email, r.email_key, r.email_hash, r.name, o.id, r.role, r.languages, r.country, r.time_zone, r.phone, r.notes,
         case when r.tags = '{}' then $4::text[] else
           array(select t from unnest(r.tags || $4::text[]) with ordinality x(t, place) group by t order by min(place)) end, $3
    ${rows} where ${range} and not exists (select from contact k where k.email_key = r.email_key)
     and ${NOT_MERGED} and ${NOT_WITHDRAWN}
   order by r.line
  on conflict (email_key) do nothing returning id
)
select x.*, (select count(*) from changed)::int as changed
  from (select count(*)::int as created, min(id) as "firstId", max(id) as "lastId" from created) x`;
}

const addBeats = (table: string) => `
insert into contact_beat (contact_id, beat_id)
select c.id, b.id from ${table} r join contact c on c.email_key = r.email_key
  cross join unnest(r.beat_slugs) slug join beat b on b.slug = slug.slug
 where r.line > $1 and r.line <= $2 on conflict do nothing`;

/** Only from nothing to active: whoever left, or has yet to confirm, stays as they are. */
const subscribe = (table: string) => `
with followed as (
  insert into subscription (contact_id, topic_id, state)
  select c.id, t.id, 'active' from ${table} r join contact c on c.email_key = r.email_key
    cross join (select id from topic where id = any($3::bigint[])) t
   where r.line > $1 and r.line <= $2 and ${NOT_WITHDRAWN}
  on conflict do nothing returning contact_id, topic_id
)
insert into consent_event (contact_id, topic_id, change, source, detail)
select contact_id, topic_id, 'subscribed', 'import', $4::jsonb from followed`;
