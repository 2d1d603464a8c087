import type { EntityManager } from 'typeorm';
import { Params } from './audience-conditions.js';
import { likePattern, sampledPercent, tsQuery } from './find-by-text.js';
import { wordsOf } from './search-contacts.js';

export interface MatchCount {
  count: number;
  /** False: of a sample, two figures. */
  isExact: boolean;
}

/** Fewer than these in the sample say too little: the count could be half or twice as many. */
const LEAST_SAMPLED = 20;

/**
 * How many contacts a text finds, in some milliseconds however long the list is: exactly in a list of a few thousand, else
 * from a sample, the same one each time. Null: too few of a long list to tell.
 */
export async function countMatches(manager: EntityManager, text: string): Promise<MatchCount | null> {
  const percent = await sampledPercent(manager);
  const words = wordsOf(text);
  const p = new Params(1);
  const sample = `contact_search s tablesample system (${p.add(percent)}) repeatable (1)`;
  // Asked for one by one: joined, the planner would read the whole list.
  const outlet = '(select c.outlet_id from contact c where c.id = s.contact_id)';
  const fits =
    words.length === 0
      ? 'true'
      : `(s.words @@ ${p.add(tsQuery(words))}::text::tsquery or ${outlet} in (
           select o.id from outlet o where lower(o.name) like ${p.add(likePattern(text))}))`;
  const [row]: { n: number }[] = await manager.query(
    `select count(*)::int as n from ${sample} where ${fits}`,
    p.values,
  );
  const { n } = row!;
  if (percent >= 100) return { count: n, isExact: true };
  return n < LEAST_SAMPLED ? null : { count: Number(((n * 100) / percent).toPrecision(2)), isExact: false };
}
