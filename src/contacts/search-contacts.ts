import type { EntityManager } from 'typeorm';
import { type AudienceFilter, audienceSql } from './audience.js';
import { type ContactView, contactViews } from './contact-view.js';

export interface ContactSearch {
  /** Beginnings of words in name and address, or part of an outlet's name. */
  q?: string;
  filter?: AudienceFilter;
  /** The id of the last contact of the page before. */
  before?: number;
  limit: number;
}

export interface ContactPage {
  contacts: ContactView[];
  /** Pass as `before` for the next page; null at the end. */
  next: number | null;
}

/** A word of one letter would match half of a large list; outlets beyond this many are not looked into. */
const MOST_WORDS = 8;
const MOST_OUTLETS = 500;
const MOST_FOUND = 2000;

/** The newest first. Each page costs the same however large the list is. */
export async function searchContacts(manager: EntityManager, search: ContactSearch): Promise<ContactPage> {
  const params: unknown[] = [search.limit + 1];
  const conditions = ['true'];
  if (search.before !== undefined) conditions.push(`c.id < $${params.push(search.before)}`);
  const words = wordsOf(search.q ?? '');
  if (words.length > 0) {
    const [query, outlet] = [params.push(tsQuery(words)), params.push(likePattern(search.q!))];
    conditions.push(`c.id in (${FOUND(query, outlet)})`);
  }
  if (search.filter) {
    const { sql, params: values } = audienceSql(search.filter, params.length + 1);
    params.push(...values);
    conditions.push(sql);
  }
  const rows: { id: number }[] = await manager.query(
    `select c.id from contact c where ${conditions.join(' and ')} order by c.id desc limit $1`,
    params,
  );
  const ids = rows.slice(0, search.limit).map((row) => row.id);
  return {
    contacts: await contactViews(manager, ids),
    next: rows.length > search.limit ? ids.at(-1)! : null,
  };
}

/**
 * Each half is asked for by itself and up to a limit, so that the planner walks the index for a rare word and the table
 * for one that most contacts have. Of more matches than the limit, some are found; a longer search text finds the rest.
 */
const FOUND = (query: number, outlet: number) => `
  with found as materialized (
    (select f.contact_id as id from contact_search f where f.words @@ $${query}::text::tsquery limit ${MOST_FOUND})
    union all
    (select f.id from contact f where f.outlet_id = any(array(
       select o.id from outlet o where lower(o.name) like $${outlet} order by o.id limit ${MOST_OUTLETS})) limit ${MOST_FOUND})
  ) select id from found`;

/** The same cut into words as `contact_words` makes. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return plain
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)
    .slice(0, MOST_WORDS);
}

function tsQuery(words: string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

function likePattern(text: string): string {
  return `%${text
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, '\\$&')}%`;
}
