import { z } from 'zod';
import { type BounceCategory, categories } from './reading/categories.js';

/** A category, or a complaint, which has none. */
export type BounceReason = BounceCategory | 'complaint';
const words = Object.keys(categories) as BounceCategory[];
export const bounceReasons: [BounceReason, ...BounceReason[]] = ['complaint', ...words];
const actions = ['suppressed', 'suppressed for now', 'counted', 'raised', 'objected', 'none'] as const;
const id = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);

/** Which bounces: the filters of the page and of the API, as the address carries them. */
export const bounceQuerySchema = z.object({
  reason: z.enum(bounceReasons).optional(),
  action: z.enum(actions).optional(),
  domain: z.string().trim().toLowerCase().max(255).optional(),
  /** A release's id. */
  release: id.optional(),
  contact: id.optional(),
  delivery: id.optional(),
  /** How far back. */
  days: z.coerce.number<string>().int().min(1).max(365).default(30),
  page: z.coerce.number<string>().int().min(1).max(10_000).default(1),
});
export type BounceQuery = z.output<typeof bounceQuerySchema>;

/** SQL: the reason of `bounce b`. */
export const REASON = `case when b.kind = 'feedback' then 'complaint' else b.category end`;

/** The conditions of a query on `bounce b`, `delivery d` and `release_version v`, with their parameters from $1 on. */
export function bounceConditions(query: BounceQuery): { sql: string; params: unknown[] } {
  const params: unknown[] = [query.days];
  const parts = [`b.at > now() - $1::int * interval '1 day'`];
  const add = (column: string, value: unknown) => {
    if (value !== undefined) parts.push(`${column} = $${params.push(value)}`);
  };
  add(REASON, query.reason);
  add('b.action', query.action);
  add('d.domain', query.domain);
  add('v.release_id', query.release);
  add('b.contact_id', query.contact);
  add('b.delivery_id', query.delivery);
  return { sql: parts.join(' and '), params };
}
