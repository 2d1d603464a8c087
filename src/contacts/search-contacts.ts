import type { EntityManager } from 'typeorm';
import { type AudienceFilter, audienceSql } from './audience.js';
import { Params } from './audience-conditions.js';
import { type ContactView, contactViews } from './contact-view.js';
import { findByText, type TextSearch } from './find-by-text.js';

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

const MOST_WORDS = 8;

/** The newest first. Each page costs about the same however large the list is. */
export async function searchContacts(manager: EntityManager, search: ContactSearch): Promise<ContactPage> {
  const words = wordsOf(search.q ?? '');
  const ids = await (words.length > 0
    ? findByText(manager, textSearch(search, words), search.limit + 1)
    : newestOf(manager, search));
  const shown = ids.slice(0, search.limit);
  return {
    contacts: await contactViews(manager, shown),
    next: ids.length > search.limit ? shown.at(-1)! : null,
  };
}

function textSearch({ q, before, filter }: ContactSearch, words: string[]): TextSearch {
  return { words, text: q!, before, also: (params) => conditionOf(filter, params) };
}

async function newestOf(manager: EntityManager, { before, filter, limit }: ContactSearch): Promise<number[]> {
  const params = new Params(1);
  const older = before === undefined ? 'true' : `c.id < ${params.add(before)}`;
  const rows: { id: number }[] = await manager.query(
    `select c.id from contact c where ${older} and ${conditionOf(filter, params)} order by c.id desc limit ${limit + 1}`,
    params.values,
  );
  return rows.map((row) => row.id);
}

function conditionOf(filter: AudienceFilter | undefined, params: Params): string {
  if (!filter) return 'true';
  const { sql, params: values } = audienceSql(filter, params.values.length + 1);
  params.values.push(...values);
  return sql;
}

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
