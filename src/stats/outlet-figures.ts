import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { COUNTED, COUNTED_BY_OUTLET, countedAnswer } from './counted-readers.js';
import {
  CAME_BACK,
  CHOSEN,
  OUTCOME,
  outcomeAnswer,
  type StatisticsWindow,
  windowParams,
} from './statistics-window.js';

/** `outletId` null: journalists without an outlet, and contacts that were erased. */
export const outletFigures = z.object({
  outletId: z.number().nullable(),
  outlet: z.string().nullable(),
  ...outcomeAnswer,
  ...countedAnswer,
});
export type OutletFigures = z.infer<typeof outletFigures>;

/** By the outlet that the journalist belongs to now, the most mails first; at most 200. */
export function figuresByOutlet(manager: EntityManager, window: StatisticsWindow): Promise<OutletFigures[]> {
  return manager.query(
    `${CHOSEN}
     select o.id as "outletId", o.name as outlet, ${OUTCOME}, ${COUNTED}
       from chosen c join delivery x on x.dispatch_id = c.id
       left join contact k on k.id = x.contact_id left join outlet o on o.id = k.outlet_id
       left join ${CAME_BACK} on b.delivery_id = x.id
       left join ${COUNTED_BY_OUTLET} m on m.id = o.id
      group by o.id, o.name order by recipients desc, o.name limit 200`,
    windowParams(window),
  );
}
