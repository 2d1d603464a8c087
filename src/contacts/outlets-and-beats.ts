import type { EntityManager } from 'typeorm';
import { invalid } from '../errors/domain-error.js';
import { slugOf } from './slug.js';

/** The outlet of this name, whatever the letter case; made if there is none. */
export async function outletNamed(manager: EntityManager, name: string): Promise<number> {
  const found = `select id from outlet where lower(name) = lower($1)`;
  const [existing]: { id: number }[] = await manager.query(found, [name]);
  if (existing) return existing.id;
  await manager.query(`insert into outlet (name) values ($1) on conflict (lower(name)) do nothing`, [name]);
  const [made]: { id: number }[] = await manager.query(found, [name]);
  return made!.id;
}

/** The beats of these names, by their slugs; made if there are none. */
export async function beatsNamed(manager: EntityManager, names: string[]): Promise<number[]> {
  const bySlug = new Map(names.map((name) => [slugOf(name), name]));
  if (bySlug.has('')) throw invalid('beats', 'A beat needs a name with letters.');
  const slugs = [...bySlug.keys()];
  await manager.query(
    `insert into beat (slug, name) select * from unnest($1::text[], $2::text[]) on conflict (slug) do nothing`,
    [slugs, [...bySlug.values()]],
  );
  const rows: { id: number }[] = await manager.query(`select id from beat where slug = any($1) order by id`, [
    slugs,
  ]);
  return rows.map((row) => row.id);
}

/** Makes these the contact's beats and no others. */
export async function setBeats(manager: EntityManager, contactId: number, beatIds: number[]): Promise<void> {
  await manager.query(`delete from contact_beat where contact_id = $1 and beat_id <> all($2::bigint[])`, [
    contactId,
    beatIds,
  ]);
  await addBeats(manager, contactId, beatIds);
}

export async function addBeats(manager: EntityManager, contactId: number, beatIds: number[]): Promise<void> {
  await manager.query(
    `insert into contact_beat (contact_id, beat_id) select $1, unnest($2::bigint[]) on conflict do nothing`,
    [contactId, beatIds],
  );
}
