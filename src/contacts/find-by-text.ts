import type { EntityManager } from 'typeorm';
import { Params } from './audience-conditions.js';

export interface TextSearch {
  /** The text cut into words by `wordsOf`; at least one. */
  words: string[];
  /** The text as it was typed, as part of an outlet's name. */
  text: string;
  /** Only contacts with lower ids. */
  before: number | undefined;
  /** One more condition over `contact c`. */
  also: (params: Params) => string;
}

/** The newest entries that are looked at one by one. Of a word that one in 400 has, they give a page of 50. */
const WALKED = 20_000;
/** Pages of entries, spread over the list, whose words tell how common each word is; some 4,000 entries. */
const SAMPLED_PAGES = 60;
/** In so large a share of them a word is common: an index would list tens of thousands for it. */
const COMMON = 0.01;
/** Up to so many matches are read from an index and put in order. */
const MOST_LISTED = 30_000;
/** Shorter beginnings of words are common. */
const SHORTEST_RARE = 3;

/**
 * The ids of the newest contacts with all these words (their beginnings, in name and address), or whose outlet's name
 * contains the text: exactly those, the newest first. A few milliseconds for rare and for common words in a list of a
 * million; longer where a word is common in the list but not among its newest.
 */
export async function findByText(
  manager: EntityManager,
  search: TextSearch,
  limit: number,
): Promise<number[]> {
  const byWords = await newestByWords(manager, search, limit);
  const byOutlet = await newestByOutlet(manager, search, limit);
  return [...new Set([...byWords, ...byOutlet])].sort((a, b) => b - a).slice(0, limit);
}

async function newestByWords(manager: EntityManager, search: TextSearch, limit: number): Promise<number[]> {
  const near = await walkWords(manager, search, limit, `limit ${WALKED}`);
  if (near.length === limit) return near;
  const sample = await sampleWords(manager, search);
  if (sample.entries <= MOST_LISTED) {
    const listed = await newestListed(manager, rareEntries(search, sample.rare), search, limit);
    if (listed) return listed;
  } else if (sample.from !== undefined) {
    const newest = await newestFrom(manager, rareEntries(search, sample.rare, sample.from), limit, search);
    if (newest.length === limit) return newest;
  }
  return walkWords(manager, search, limit, '');
}

async function newestByOutlet(manager: EntityManager, search: TextSearch, limit: number): Promise<number[]> {
  const listed = await listOutlets(manager, search, limit);
  if (listed) return listed;
  const near = await walkOutlets(manager, search, limit, `limit ${WALKED}`);
  return near.length === limit ? near : walkOutlets(manager, search, limit, '');
}

/** From the newest entry on, until enough are found or so many were looked at. */
async function walkWords(manager: EntityManager, search: TextSearch, limit: number, most: string) {
  const p = new Params(1);
  const older = olderThan(search, 'contact_id', p);
  return idsOf(
    manager,
    `select f.id from (select contact_id as id, words from contact_search where ${older} order by contact_id desc ${most}) f
      where f.words @@ ${p.add(tsQuery(search.words))}::text::tsquery and ${alsoOf(search, p)} order by f.id desc limit ${limit}`,
    p,
  );
}

async function walkOutlets(manager: EntityManager, search: TextSearch, limit: number, most: string) {
  const p = new Params(1);
  const older = olderThan(search, 'id', p);
  return idsOf(
    manager,
    `select f.id from (select id, outlet_id from contact where ${older} order by id desc ${most}) f
      where f.outlet_id in (select o.id from outlet o where lower(o.name) like ${p.add(likePattern(search.text))})
        and ${alsoOf(search, p)} order by f.id desc limit ${limit}`,
    p,
  );
}

/** A statement of all entries that fit, with its parameters. */
interface Entries {
  sql: string;
  p: Params;
}

/** By the index of words, the rare ones only; the common ones are looked for in what it gives. None older than `from`. */
function rareEntries(search: TextSearch, rare: string[], from = 0): Entries {
  const p = new Params(1);
  const sql = `select s.id from (select contact_id as id, words from contact_search
                        where words @@ ${p.add(tsQuery(rare))}::text::tsquery and contact_id >= ${p.add(from)}
                          and ${olderThan(search, 'contact_id', p)} offset 0) s
      where s.words @@ ${p.add(tsQuery(search.words))}::text::tsquery`;
  return { sql, p };
}

async function listOutlets(
  manager: EntityManager,
  search: TextSearch,
  limit: number,
): Promise<number[] | null> {
  const p = new Params(1);
  const sql = `select k.id from outlet o join contact k on k.outlet_id = o.id
      where lower(o.name) like ${p.add(likePattern(search.text))} and ${olderThan(search, 'k.id', p)}`;
  return newestListed(manager, { sql, p }, search, limit);
}

/** Null if there are more than can be put in order. */
async function newestListed(
  manager: EntityManager,
  { sql, p }: Entries,
  search: TextSearch,
  limit: number,
): Promise<number[] | null> {
  const [row]: { n: number; ids: number[] }[] = await manager.query(
    `with listed as materialized (${sql} limit ${MOST_LISTED + 1})
     select (select count(*)::int from listed) as n,
            array(select f.id from listed f where ${alsoOf(search, p)} order by f.id desc limit ${limit}) as ids`,
    p.values,
  );
  return row!.n > MOST_LISTED ? null : row!.ids.map(Number);
}

async function newestFrom(manager: EntityManager, { sql, p }: Entries, limit: number, search: TextSearch) {
  const all = `select f.id from (${sql}) f where ${alsoOf(search, p)} order by f.id desc limit ${limit}`;
  return idsOf(manager, all, p);
}

interface WordSample {
  /** Words that few entries have; if there is none, the rarest one. */
  rare: string[];
  /** About how many entries have all of these. */
  entries: number;
  /** Several hundred of the newest that fit should be no older than this one. Undefined: nothing is known of them. */
  from?: number | undefined;
}

/** The so-manyth newest that fits among the sampled: each stands for some 250 where a list has a million. */
const FROM_PLACE = 3;

async function sampleWords(manager: EntityManager, search: TextSearch): Promise<WordSample> {
  const { words } = search;
  const percent = await sampledPercent(manager);
  const p = new Params(1);
  const source = `contact_search tablesample system (${p.add(percent)})`;
  const counts = words.map(
    (word) => `count(*) filter (where words @@ ${p.add(tsQuery([word]))}::text::tsquery)::int`,
  );
  const fits = `words @@ ${p.add(tsQuery(words))}::text::tsquery and ${olderThan(search, 'contact_id', p)}`;
  const [row]: { n: number; counts: number[]; from: number | null }[] = await manager.query(
    `select count(*)::int as n, array[${counts.join(', ')}] as counts,
            (array_agg(contact_id order by contact_id desc) filter (where ${fits}))[${FROM_PLACE}] as from
       from ${source}`,
    p.values,
  );
  const { n, counts: found, from } = row!;
  const shares = words.map((word, at) => ({ word, share: shareOf(word, found[at]! / Math.max(1, n)) }));
  const rare = shares.filter(({ share }) => share < COMMON);
  const rarest = shares.reduce((a, b) => (b.share < a.share ? b : a));
  const chosen = rare.length > 0 ? rare : [rarest];
  const share = Math.min(...chosen.map((each) => each.share));
  return {
    rare: chosen.map(({ word }) => word),
    entries: (share * n * 100) / percent,
    from: from === null ? undefined : Number(from),
  };
}

/** As many pages in the mean, whatever the statistics say: right after an import they know nothing. */
export async function sampledPercent(manager: EntityManager): Promise<number> {
  const [row]: { pages: number }[] = await manager.query(
    `select (pg_relation_size('contact_search') / current_setting('block_size')::int)::float8 as pages`,
  );
  return Math.min(100, (100 * SAMPLED_PAGES) / Math.max(1, row!.pages));
}

/** A short beginning of a word may be common where nobody looked. */
function shareOf(word: string, found: number): number {
  return [...word].length < SHORTEST_RARE ? Math.max(found, COMMON) : found;
}

function olderThan({ before }: TextSearch, id: string, p: Params): string {
  return before === undefined ? 'true' : `${id} < ${p.add(before)}`;
}

/** Over found rows `f`. */
function alsoOf({ also }: TextSearch, p: Params): string {
  const condition = also(p);
  return condition === 'true'
    ? condition
    : `exists (select from contact c where c.id = f.id and ${condition})`;
}

async function idsOf(manager: EntityManager, sql: string, p: Params): Promise<number[]> {
  const rows: { id: number }[] = await manager.query(sql, p.values);
  return rows.map((row) => row.id);
}

/** All of the words, each as the beginning of one. */
export function tsQuery(words: string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

/** For `like`, over a text in lower case: anything that contains this one. */
export function likePattern(text: string): string {
  return `%${text
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, '\\$&')}%`;
}
