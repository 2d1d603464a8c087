import { z } from 'zod';
import { type Condition, conditionSql, conditions, Params } from './audience-conditions.js';

/** A tree of conditions on contacts; every condition is one of `audience-conditions.ts`. */
export type AudienceFilter =
  Condition | { all: AudienceFilter[] } | { any: AudienceFilter[] } | { not: AudienceFilter };

const DEEPEST = 12;
const MOST_PARTS = 300;

const tree: z.ZodType<AudienceFilter> = z
  .lazy(() =>
    z.union([
      ...conditions,
      z.strictObject({ all: z.array(tree).min(1) }),
      z.strictObject({ any: z.array(tree).min(1) }),
      z.strictObject({ not: tree }),
    ]),
  )
  .meta({ id: 'Audience' });

/** What forms, API and the database hold. Its size is bounded before it is read, so no input exhausts the stack. */
export const audienceFilter = z
  .unknown()
  .refine(isWithinBounds, `An audience has at most ${MOST_PARTS} parts, at most ${DEEPEST} deep.`)
  .pipe(tree);

/** Everybody who follows at least one of these topics. No topics: nobody. */
export function defaultAudience(topicIds: number[]): AudienceFilter {
  return { topics: topicIds };
}

/**
 * The filter as one condition over `contact c`, with parameters numbered from `firstParam`.
 * It also leaves out whoever left a topic named in the filter and follows no other of them, whichever branch matched:
 * a beat or a tag never overrules a person who left.
 * Suppressions, pauses and digests are not part of it: add `mailableSql`.
 */
export function audienceSql(filter: AudienceFilter, firstParam = 1): { sql: string; params: unknown[] } {
  const params = new Params(firstParam);
  const matches = treeSql(filter, params);
  const topics = [...new Set(topicsIn(filter))];
  if (topics.length === 0 || needsTopic(filter)) return { sql: matches, params: params.values };
  const ids = params.add(topics);
  const standing = (states: string) =>
    `exists (select from subscription s where s.contact_id = c.id and s.topic_id = any(${ids}::bigint[]) and s.state ${states})`;
  return {
    sql: `(${matches} and (not ${standing("in ('left', 'unconfirmed')")} or ${standing("= 'active'")}))`,
    params: params.values,
  };
}

/** A condition over `contact c`: may get a release now, by its own address, pause and frequency. */
export const mailableSql = `(c.frequency = 'each' and (c.pause_until is null or c.pause_until <= now())
  and not exists (select from suppression s where s.email_hash = c.email_hash
    and s.lifted_at is null and (s.until is null or s.until > now())))`;

function treeSql(filter: AudienceFilter, params: Params): string {
  if ('all' in filter) return `(${filter.all.map((part) => treeSql(part, params)).join(' and ')})`;
  if ('any' in filter) return `(${filter.any.map((part) => treeSql(part, params)).join(' or ')})`;
  if ('not' in filter) return `(not coalesce(${treeSql(filter.not, params)}, false))`;
  return conditionSql(filter, params);
}

function partsOf(filter: AudienceFilter): AudienceFilter[] {
  if ('all' in filter) return filter.all;
  if ('any' in filter) return filter.any;
  return 'not' in filter ? [filter.not] : [];
}

/** The topics the filter asks for; those it excludes are not among them. */
function topicsIn(filter: AudienceFilter): number[] {
  if ('topics' in filter) return filter.topics;
  return 'not' in filter ? [] : partsOf(filter).flatMap(topicsIn);
}

/** True if nobody matches without following a topic, so that the rule about leaving holds by itself. */
function needsTopic(filter: AudienceFilter): boolean {
  if ('topics' in filter) return true;
  if ('all' in filter) return filter.all.some(needsTopic);
  return 'any' in filter && filter.any.every(needsTopic);
}

function isWithinBounds(input: unknown): boolean {
  let parts = 0;
  let level: unknown[] = [input];
  for (let depth = 0; level.length > 0; depth++) {
    parts += level.length;
    if (depth > DEEPEST || parts > MOST_PARTS) return false;
    level = level.flatMap(childrenOf);
  }
  return true;
}

function childrenOf(input: unknown): unknown[] {
  if (typeof input !== 'object' || input === null) return [];
  const { all, any, not } = input as { all?: unknown; any?: unknown; not?: unknown };
  return [all, any]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .concat(not === undefined ? [] : [not]);
}
