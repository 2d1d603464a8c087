import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { CHOSEN, type StatisticsWindow, windowParams } from './statistics-window.js';

/** `day` is `2026-11-24` in the window's zone. */
export const dayFigures = z.object({
  day: z.string(),
  accepted: z.number(),
  refused: z.number(),
  bounced: z.number(),
  /** People whose first opening, first click of a release fell on this day; null: no release of the window is measured. */
  opened: z.number().nullable(),
  clicked: z.number().nullable(),
});
export type DayFigures = z.infer<typeof dayFigures>;

/** Every day from the window's first to its last, by when the answer or the bounce came; days with nothing too. */
export function figuresByDay(manager: EntityManager, window: StatisticsWindow): Promise<DayFigures[]> {
  return manager.query(
    `${CHOSEN}, answered as (
       select (x.settled_at at time zone $3)::date as day, count(*) filter (where x.state = 'accepted')::int as accepted,
              count(*) filter (where x.state = 'refused')::int as refused
         from chosen c join delivery x on x.dispatch_id = c.id
        where x.state in ('accepted', 'refused') group by 1
     ), returned as (
       select (b.at at time zone $3)::date as day, count(distinct b.delivery_id)::int as bounced
         from chosen c join delivery x on x.dispatch_id = c.id join bounce b on b.delivery_id = x.id
        where b.kind = 'bounce' and b.source <> 'reply' group by 1
     ), measured as (
       select c.id from chosen c join measured_dispatch m on m.dispatch_id = c.id
     ), readers as (
       select (h.hour at time zone $3)::date as day, sum(h.opened)::int as opened, sum(h.clicked)::int as clicked
         from measured c join measured_hour h on h.dispatch_id = c.id group by 1)
     select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(a.accepted, 0) as accepted,
            coalesce(a.refused, 0) as refused, coalesce(r.bounced, 0) as bounced,
            case when exists (select from measured) then coalesce(h.opened, 0) end as opened,
            case when exists (select from measured) then coalesce(h.clicked, 0) end as clicked
       from generate_series($1::timestamp, $2::timestamp, '1 day') as d (day)
       left join answered a on a.day = d.day::date left join returned r on r.day = d.day::date
       left join readers h on h.day = d.day::date
      order by d.day`,
    windowParams(window),
  );
}
