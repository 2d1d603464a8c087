import type { EntityManager } from 'typeorm';
import type { ContactImport } from './contact-import.entity.js';
import { differs, isMapped, kept, mapped, NOT_MERGED, NOT_WITHDRAWN, ROW_HASH } from './list-columns.js';
import { rowsTable } from './stage-list.js';

/** The addresses after `fromKey` up to `toKey`. */
export interface KeyRange {
  fromKey: string;
  toKey: string;
}

export interface Written {
  /** Of the file, within the range. */
  rows: number;
  created: number;
  changed: number;
}

/** Outlets and beats of the whole list, once; then contacts can be written in parts. */
export async function writeOutletsAndBeats(manager: EntityManager, list: ContactImport): Promise<void> {
  const table = rowsTable(list.id);
  if (isMapped(list.columns, 'outlet'))
    await manager.query(
      `insert into outlet (name) select distinct on (lower(outlet)) outlet from ${table} where outlet is not null
        order by lower(outlet), line on conflict (lower(name)) do nothing`,
    );
  if (isMapped(list.columns, 'beats'))
    await manager.query(
      `insert into beat (slug, name)
       select distinct on (b.slug) b.slug, b.name from ${table} r, unnest(r.beat_slugs, r.beats) b(slug, name)
        where b.slug <> '' order by b.slug, r.line on conflict (slug) do nothing`,
    );
  // Right after the first list nobody has counted the outlets yet, and the parts would be planned for none.
  await manager.query('analyze outlet');
}

/**
 * Writes the contacts of a range, in the order of their addresses: new ones are made, known ones filled; then beats and
 * topics. One snapshot: whoever adds one of these addresses meanwhile makes it fail with a unique violation, and it can
 * be written again.
 */
export async function writeRows(
  manager: EntityManager,
  list: ContactImport,
  { fromKey, toKey }: KeyRange,
): Promise<Written> {
  const table = rowsTable(list.id);
  const { source, tags, topics } = list.settings;
  await manager.query(SETTINGS);
  const [written]: Written[] = await manager.query(upsert(list, table), [fromKey, toKey, source, tags]);
  if (isMapped(list.columns, 'beats')) await manager.query(addBeats(table), [fromKey, toKey]);
  if (topics.length > 0)
    await manager.query(subscribe(table), [fromKey, toKey, topics, JSON.stringify({ import: list.id })]);
  return written!;
}

/** The statement writes the words itself, which saves the trigger reading all new rows again; it sorts in memory. */
const SETTINGS = `set local dateline.words = 'later'; set local work_mem = '48MB'`;

/** Both sides are told the range, so that whatever the planner joins by, it reads no more than the part of the list. */
const within = (alias: string) => `${alias}.email_key > $1 and ${alias}.email_key <= $2`;

/** Those of the contact, then the new ones of the row and of the list in their order. */
const NEW_TAGS = `case when c.tags @> (r.tags || $4::text[]) then c.tags else
  c.tags || array(select t from unnest(r.tags || $4::text[]) with ordinality x(t, place)
  where t <> all(c.tags) group by t order by min(place)) end`;

function upsert(list: ContactImport, table: string): string {
  const sets = mapped(list).map((column) => `${column.name} = ${kept(column, list.settings)}`);
  const rows = `${table} r left join outlet o on lower(o.name) = lower(r.outlet)`;
  return `
with changed as (
  update contact c set ${[...sets, `tags = ${NEW_TAGS}`, 'updated_at = now()'].join(', ')}
    from ${rows} where ${within('r')} and ${within('c')} and c.email_key = r.email_key and (${differs(list)})
  returning 1
), created as (
  insert into contact (email, email_key, email_hash, name, outlet_id, role, languages, country, time_zone, phone, notes, tags, source)
  select r.email, r.email_key, ${ROW_HASH}, r.name, o.id, r.role, r.languages, r.country, r.time_zone, r.phone, r.notes,
         case when r.tags = '{}' then $4::text[] else
           array(select t from unnest(r.tags || $4::text[]) with ordinality x(t, place) group by t order by min(place)) end, $3
    from ${rows} where ${within('r')}
     and not exists (select from contact k where ${within('k')} and k.email_key = r.email_key)
     and ${NOT_MERGED} and ${NOT_WITHDRAWN}
   order by r.email_key
  returning id, name, email_key
), words as (
  insert into contact_search select id, contact_words(name, email_key) from created
)
select (select count(*) from ${table} r where ${within('r')})::int as rows,
       (select count(*) from created)::int as created, (select count(*) from changed)::int as changed`;
}

const addBeats = (table: string) => `
insert into contact_beat (contact_id, beat_id)
select c.id, b.id from ${table} r join contact c on c.email_key = r.email_key
  cross join unnest(r.beat_slugs) slug join beat b on b.slug = slug.slug
 where ${within('r')} and ${within('c')} on conflict do nothing`;

/** Only from nothing to active: whoever left, or has yet to confirm, stays as they are. */
const subscribe = (table: string) => `
with followed as (
  insert into subscription (contact_id, topic_id, state)
  select c.id, t.id, 'active' from ${table} r join contact c on c.email_key = r.email_key
    cross join (select id from topic where id = any($3::bigint[])) t
   where ${within('r')} and ${within('c')} and ${NOT_WITHDRAWN}
  on conflict do nothing returning contact_id, topic_id
)
insert into consent_event (contact_id, topic_id, change, source, detail)
select contact_id, topic_id, 'subscribed', 'import', $4::jsonb from followed`;
