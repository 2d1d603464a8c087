import type { EntityManager } from 'typeorm';
import type { ContactImport } from './contact-import.entity.js';
import { isMapped, kept, mapped, NOT_MERGED, NOT_WITHDRAWN } from './list-columns.js';
import { rowsTable } from './stage-list.js';

export interface Written {
  created: number;
  changed: number;
  /** Of the new contacts; null: there is none. */
  firstId: number | null;
  lastId: number | null;
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

/** The address up to which the next `count` rows reach, in the order of the addresses; null: there is none left. */
export async function keyAfter(
  manager: EntityManager,
  importId: number,
  from: string,
  count: number,
): Promise<string | null> {
  const rows = `from ${rowsTable(importId)} where email_key > $1`;
  const [row]: { to: string | null }[] = await manager.query(
    `select coalesce((select email_key ${rows} order by email_key offset $2 limit 1), (select max(email_key) ${rows})) as "to"`,
    [from, count - 1],
  );
  return row!.to;
}

/**
 * Writes the contacts whose addresses come after `from` up to `to`: new ones are made, known ones filled; then beats and
 * topics. New ones are found by a search only after `writeWords`.
 */
export async function writeRows(
  manager: EntityManager,
  list: ContactImport,
  from: string,
  to: string,
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
 * Each row is looked up by its address. Hashing the list, which the planner prefers, costs as much as the list is long
 * for each part, so that a million rows in ten parts read ten million contacts.
 */
const LOOK_UP_EACH = 'set local enable_hashjoin = off; set local enable_mergejoin = off';

const NEW_TAGS = `case when c.tags @> (r.tags || $4::text[]) then c.tags else
  c.tags || array(select t from unnest(r.tags || $4::text[]) with ordinality x(t, place)
  where t <> all(c.tags) group by t order by min(place)) end`;

function upsert(list: ContactImport, table: string): string {
  const columns = mapped(list);
  const sets = columns.map((column) => `${column.name} = ${kept(column, list.settings)}`);
  const news = columns.map((column) => kept(column, list.settings));
  const rows = `from ${table} r left join outlet o on lower(o.name) = lower(r.outlet)`;
  const range = 'r.email_key > $1 and r.email_key <= $2';
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
   order by r.email_key
  on conflict (email_key) do nothing returning id
)
select x.*, (select count(*) from changed)::int as changed
  from (select count(*)::int as created, min(id) as "firstId", max(id) as "lastId" from created) x`;
}

const addBeats = (table: string) => `
insert into contact_beat (contact_id, beat_id)
select c.id, b.id from ${table} r join contact c on c.email_key = r.email_key
  cross join unnest(r.beat_slugs) slug join beat b on b.slug = slug.slug
 where r.email_key > $1 and r.email_key <= $2 on conflict do nothing`;

/** Only from nothing to active: whoever left, or has yet to confirm, stays as they are. */
const subscribe = (table: string) => `
with followed as (
  insert into subscription (contact_id, topic_id, state)
  select c.id, t.id, 'active' from ${table} r join contact c on c.email_key = r.email_key
    cross join (select id from topic where id = any($3::bigint[])) t
   where r.email_key > $1 and r.email_key <= $2 and ${NOT_WITHDRAWN}
  on conflict do nothing returning contact_id, topic_id
)
insert into consent_event (contact_id, topic_id, change, source, detail)
select contact_id, topic_id, 'subscribed', 'import', $4::jsonb from followed`;
