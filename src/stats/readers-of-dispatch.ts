import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { median } from './arrival.js';

/** Who opened a dispatch and followed its links, all together. */
export const readersOfDispatch = z.object({
  counted: z.number(),
  opened: z.number(),
  clicked: z.number(),
  /** Everything that came, and what of it was a machine's: scanners, prefetching, robots. */
  openRequests: z.number(),
  clickRequests: z.number(),
  machineOpens: z.number(),
  machineClicks: z.number(),
  /** Until then readings are counted; from then on nobody can tell readers apart. */
  until: z.date(),
  isClosed: z.boolean(),
  links: z.array(
    z.object({ url: z.string(), people: z.number(), requests: z.number(), machine: z.number() }),
  ),
  /** Sums from the lift on, at the end of each hour in which somebody read: people who had opened, had clicked. */
  hours: z.array(z.object({ at: z.date(), opened: z.number(), clicked: z.number() })),
  /** Of up to ten measured dispatches before it, the median shares in percent; null: there were none. */
  earlier: z
    .object({ compared: z.number(), openedPercent: z.number(), clickedPercent: z.number() })
    .nullable(),
});
export type ReadersOfDispatch = z.infer<typeof readersOfDispatch>;

/** Null: opens and clicks of this dispatch are not counted, or of too few people to be shown. */
export async function readersOf(
  manager: EntityManager,
  dispatchId: number,
): Promise<ReadersOfDispatch | null> {
  const [sums] = await manager.query<Omit<ReadersOfDispatch, 'links' | 'hours' | 'earlier'>[]>(SUMS, [
    dispatchId,
  ]);
  if (!sums) return null;
  const shares = await manager.query<Shares[]>(EARLIER, [dispatchId, COMPARED]);
  return {
    ...sums,
    links: await manager.query(LINKS, [dispatchId]),
    hours: await manager.query(HOURS, [dispatchId]),
    earlier: shares.length === 0 ? null : medians(shares),
  };
}

interface Shares {
  opened: number;
  clicked: number;
}

const COMPARED = 10;

function medians(shares: readonly Shares[]) {
  return {
    compared: shares.length,
    openedPercent: median(shares.map((each) => each.opened)),
    clickedPercent: median(shares.map((each) => each.clicked)),
  };
}

const SUMS = `
  select counted, opened, clicked, open_requests as "openRequests", click_requests as "clickRequests",
         machine_opens as "machineOpens", machine_clicks as "machineClicks", ends_at as until, is_closed as "isClosed"
    from measured_dispatch where dispatch_id = $1`;

const LINKS = `
  select url, people, requests, machine from measured_link where dispatch_id = $1 order by people desc, number`;

const HOURS = `
  select hour + interval '1 hour' as at, (sum(opened) over running)::int as opened,
         (sum(clicked) over running)::int as clicked
    from measured_hour where dispatch_id = $1 window running as (order by hour) order by hour`;

const EARLIER = `
  select (100.0 * m.opened / m.counted)::float8 as opened, (100.0 * m.clicked / m.counted)::float8 as clicked
    from dispatch d join dispatch e on e.lift_at < d.lift_at
    join measured_dispatch m on m.dispatch_id = e.id
   where d.id = $1 order by e.lift_at desc limit $2`;
