import { z } from 'zod';

/** Which dispatches statistics are about: those that lifted on these days of the newsroom's zone. */
export interface StatisticsWindow {
  /** `2026-11-01`, the first day. */
  from: string;
  /** The last day; it counts whole. */
  to: string;
  /** IANA: where a day begins and ends. */
  zone: string;
  /** Only releases of this topic. */
  topicId?: number | undefined;
}

const day = z.iso.date();

/** As an address carries it; without dates the last 90 days. */
export const statisticsQuery = z
  .object({ from: day.optional(), to: day.optional(), topic: z.coerce.number().int().positive().optional() })
  .refine(({ from, to }) => !from || !to || from <= to, {
    path: ['to'],
    error: 'The last day lies before the first.',
  });

export type StatisticsQuery = z.infer<typeof statisticsQuery>;

const DAYS = 90;

export function windowOf(query: StatisticsQuery, zone: string, now: Date): StatisticsWindow {
  const to = query.to ?? dayOf(now, zone);
  const from = query.from ?? dayOf(new Date(Date.parse(`${to}T12:00:00Z`) - DAYS * 86_400_000), 'UTC');
  return { from, to, zone, topicId: query.topic };
}

function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
}

/** `with chosen as (…)`: the dispatches of a window whose lift has passed. Its parameters are $1 to $4. */
export const CHOSEN = `
  with chosen as (
    select d.id, d.lift_at, d.state, r.public_id, v.headline, v.kind, release_version_topics(v) as topics
      from dispatch d join release_version v on v.id = d.version_id join release r on r.id = v.release_id
     where d.lift_at >= $1::timestamp at time zone $3
       and d.lift_at < ($2::timestamp + interval '1 day') at time zone $3 and d.lift_at <= now()
       and ($4::bigint is null or $4::bigint = any (release_version_topics(v))))`;

export function windowParams({ from, to, zone, topicId }: StatisticsWindow): unknown[] {
  return [from, to, zone, topicId ?? null];
}

/**
 * What became of recipients. `bounced` were accepted first and came back later, so they count in `accepted` too;
 * a refusal at once counts only in `refused`.
 */
export interface Outcome {
  recipients: number;
  accepted: number;
  refused: number;
  bounced: number;
  inDoubt: number;
  /** Suppressed or cancelled: never tried. */
  leftOut: number;
  /** Not settled yet. */
  open: number;
}

/** The columns of an Outcome over `delivery x`, of which `b.delivery_id` is the one that came back. */
export const OUTCOME = `
  count(x.id)::int as recipients,
  count(x.id) filter (where x.state = 'accepted')::int as accepted,
  count(x.id) filter (where x.state = 'refused')::int as refused,
  count(b.delivery_id)::int as bounced,
  count(x.id) filter (where x.state = 'in_doubt')::int as "inDoubt",
  count(x.id) filter (where x.state in ('suppressed', 'cancelled'))::int as "leftOut",
  count(x.id) filter (where x.state in ('pending', 'deferred', 'transmitting'))::int as open`;

/** One row for each delivery that came back after it had been accepted. */
export const CAME_BACK = `
  (select distinct delivery_id from bounce where kind = 'bounce' and source <> 'reply') b`;

export const outcomeAnswer = {
  recipients: z.number(),
  accepted: z.number(),
  refused: z.number(),
  bounced: z.number(),
  inDoubt: z.number(),
  leftOut: z.number(),
  open: z.number(),
};
