import type { EntityManager } from 'typeorm';
import { z } from 'zod';

/** How much of a dispatch had arrived so many seconds after its lift. */
export const arrival = z.object({
  dispatchId: z.number(),
  points: z.array(z.object({ seconds: z.number(), percent: z.number() })),
  /** The same instants: the median of up to ten dispatches before it. Empty: there were none. */
  earlier: z.array(z.object({ seconds: z.number(), percent: z.number() })),
  compared: z.number(),
});
export type Arrival = z.infer<typeof arrival>;

/** Points of the curve, from the lift to the last acceptance. */
const STEPS = 40;
const COMPARED = 10;

/** The share of a dispatch's recipients at the lift whose server had accepted, over time, beside earlier dispatches. */
export async function arrivalOf(manager: EntityManager, dispatchId: number): Promise<Arrival> {
  const ids = await manager.query<{ id: number }[]>(BEFORE_IT, [dispatchId, COMPARED]);
  const rows = await manager.query<Row[]>(SHARES, [
    dispatchId,
    [dispatchId, ...ids.map((each) => each.id)],
    STEPS,
  ]);
  const own = rows.filter((row) => row.id === dispatchId);
  const others = ids.length === 0 ? [] : own;
  return {
    dispatchId,
    compared: ids.length,
    points: own.map(({ seconds, percent }) => ({ seconds, percent })),
    earlier: others.map(({ seconds }) => ({
      seconds,
      percent: median(
        rows.filter((row) => row.id !== dispatchId && row.seconds === seconds).map((row) => row.percent),
      ),
    })),
  };
}

interface Row {
  id: number;
  seconds: number;
  percent: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return 0;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}

// Dispatches of at least five recipients that ended before this one lifted, the last ones.
const BEFORE_IT = `
  select e.id from dispatch e join dispatch d on d.id = $1
   where e.state = 'finished' and e.id <> d.id and e.lift_at < d.lift_at
     and (select count(*) from (
            select from delivery x where x.dispatch_id = e.id and x.tier = 'general' limit 5) five) = 5
   order by e.lift_at desc limit $2`;

const SHARES = `
  with reach as (
    select greatest(1, max(extract(epoch from x.settled_at - d.lift_at)))::float8 as last
      from delivery x join dispatch d on d.id = x.dispatch_id
     where d.id = $1 and x.state = 'accepted' and x.tier = 'general'
  ), steps as (
    select reach.last * n / $3::int as seconds from reach, generate_series(0, $3::int) n
  ), arrived as (
    select d.id, extract(epoch from x.settled_at - d.lift_at)::float8 as seconds, x.state
      from dispatch d join delivery x on x.dispatch_id = d.id and x.tier = 'general'
     where d.id = any ($2::bigint[])
  ), sizes as (
    select id, count(*) as size from arrived group by id)
  select s.id, t.seconds,
         (100.0 * (select count(*) from arrived a
                    where a.id = s.id and a.state = 'accepted' and a.seconds <= t.seconds) / s.size)::float8 as percent
    from sizes s cross join steps t order by s.id, t.seconds`;
