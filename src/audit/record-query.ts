import { z } from 'zod';

const short = z.string().trim().max(200).optional();
const day = z.iso.date().optional();

/** The record's filter as it comes in an address. Days are UTC and inclusive. */
export const recordQuerySchema = z.object({
  actor: short,
  subjectType: short,
  subjectId: short,
  from: day,
  to: day,
  page: z.coerce.number<string>().int().min(1).max(1_000_000).default(1),
});

export type RecordQuery = z.output<typeof recordQuerySchema>;

const DAY = 24 * 3600 * 1000;

/** An empty field of a form is no filter. */
export function recordFilter(query: RecordQuery) {
  const { from, to, page } = query;
  return {
    actor: query.actor || undefined,
    subjectType: query.subjectType || undefined,
    subjectId: query.subjectId || undefined,
    from: from ? new Date(from) : undefined,
    until: to ? new Date(new Date(to).getTime() + DAY) : undefined,
    page,
  };
}
