import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { COUNTED, countedAnswer } from './counted-readers.js';
import {
  CAME_BACK,
  CHOSEN,
  OUTCOME,
  outcomeAnswer,
  type StatisticsWindow,
  windowParams,
} from './statistics-window.js';

const seconds = z.number().nullable();

/** Seconds from the lift to the server's acceptance, of everybody who was not in the early tier; null: nobody yet. */
export const releaseFigures = z.object({
  dispatchId: z.number(),
  releaseId: z.string(),
  headline: z.string(),
  kind: z.string(),
  liftAt: z.date(),
  ...outcomeAnswer,
  ...countedAnswer,
  firstSeconds: seconds,
  quarterSeconds: seconds,
  medianSeconds: seconds,
  threeQuarterSeconds: seconds,
  lastSeconds: seconds,
});
export type ReleaseFigures = z.infer<typeof releaseFigures>;

/** Each dispatch of the window, the newest lift first; at most 500. */
export function figuresByRelease(
  manager: EntityManager,
  window: StatisticsWindow,
): Promise<ReleaseFigures[]> {
  return manager.query(`${CHOSEN} ${FIGURES} order by c.lift_at desc limit 500`, windowParams(window));
}

/** One dispatch, whenever it lifted; undefined: there is none, or its lift is still to come. */
export async function figuresOfDispatch(
  manager: EntityManager,
  dispatchId: number,
): Promise<ReleaseFigures | undefined> {
  const [row] = await manager.query<ReleaseFigures[]>(`${ONE} ${FIGURES}`, [dispatchId]);
  return row;
}

const ONE = `
  with chosen as (
    select d.id, d.lift_at, r.public_id, v.headline, v.kind
      from dispatch d join release_version v on v.id = d.version_id join release r on r.id = v.release_id
     where d.id = $1 and d.lift_at <= now())`;

const AFTER_LIFT = `(extract(epoch from x.settled_at - c.lift_at)::float8)`;
const OF_GENERAL = `filter (where x.state = 'accepted' and x.tier = 'general')`;
const quantile = (share: number, name: string): string =>
  `percentile_cont(${share}) within group (order by ${AFTER_LIFT}) ${OF_GENERAL} as "${name}"`;

const FIGURES = `
  select c.id as "dispatchId", c.public_id as "releaseId", c.headline, c.kind, c.lift_at as "liftAt", ${OUTCOME}, ${COUNTED},
         min(${AFTER_LIFT}) ${OF_GENERAL} as "firstSeconds", ${quantile(0.25, 'quarterSeconds')},
         ${quantile(0.5, 'medianSeconds')}, ${quantile(0.75, 'threeQuarterSeconds')},
         max(${AFTER_LIFT}) ${OF_GENERAL} as "lastSeconds"
    from chosen c left join delivery x on x.dispatch_id = c.id left join ${CAME_BACK} on b.delivery_id = x.id
    left join measured_dispatch m on m.dispatch_id = c.id
   group by c.id, c.public_id, c.headline, c.kind, c.lift_at`;
