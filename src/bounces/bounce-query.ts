import { z } from 'zod';
import { type BounceCategory, categories } from './reading/categories.js';

/** A category, or a complaint, which has none. */
export type BounceReason = BounceCategory | 'complaint';
const words = Object.keys(categories) as BounceCategory[];
export const bounceReasons: [BounceReason, ...BounceReason[]] = ['complaint', ...words];
const actions = ['suppressed', 'suppressed for now', 'counted', 'raised', 'objected', 'none'] as const;
export const bouncedMails = ['release', 'digest', 'notice', 'letter'] as const;
export type BouncedMailKind = (typeof bouncedMails)[number];
const id = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);

/** Which bounces: the filters of the page and of the API, as the address carries them. */
export const bounceQuerySchema = z.object({
  reason: z.enum(bounceReasons).optional(),
  action: z.enum(actions).optional(),
  domain: z.string().trim().toLowerCase().max(255).optional(),
  /** What kind of mail came back. */
  mail: z.enum(bouncedMails).optional(),
  /** With `mail`: that one mail; of a release its delivery. */
  mailId: id.optional(),
  /** A release's id. */
  release: id.optional(),
  contact: id.optional(),
  delivery: id.optional(),
  /** How far back. */
  days: z.coerce.number<string>().int().min(1).max(365).default(30),
  page: z.coerce.number<string>().int().min(1).max(10_000).default(1),
});
export type BounceQuery = z.output<typeof bounceQuerySchema>;

/** SQL: the reason of `came_back b`. */
export const REASON = `case when b.kind = 'feedback' then 'complaint' else b.category end`;

/** The conditions of a query on `came_back b`, with their parameters from $1 on. */
export function bounceConditions(query: BounceQuery): { sql: string; params: unknown[] } {
  const params: unknown[] = [query.days];
  const parts = [`b.at > now() - $1::int * interval '1 day'`];
  const add = (column: string, value: unknown) => {
    if (value !== undefined) parts.push(`${column} = $${params.push(value)}`);
  };
  add(REASON, query.reason);
  add('b.action', query.action);
  add('b.domain', query.domain);
  add('b.mail', query.mail);
  add('b.mail_id', query.mailId);
  add('b.release_id', query.release);
  add('b.contact_id', query.contact);
  if (query.delivery !== undefined) {
    add('b.mail', 'release');
    add('b.mail_id', query.delivery);
  }
  return { sql: parts.join(' and '), params };
}
