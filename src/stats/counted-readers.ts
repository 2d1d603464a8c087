import { z } from 'zod';

const people = z.number().nullable();

/**
 * Opens and clicks of those who are counted. All null where nothing is measured or fewer people are counted than figures
 * may be shown about. Never by name; see `engagement/`.
 */
export interface CountedReaders {
  /** Recipients whose opens and clicks are counted. */
  counted: number | null;
  /** Of them, who opened a mail or followed a link; scanners are left out. */
  opened: number | null;
  /** Of them, who followed a link. */
  clicked: number | null;
}

export const countedAnswer = { counted: people, opened: people, clicked: people };

/** Over `chosen c`: by dispatch. Only the view `measured_dispatch` is read, which keeps to the least number of people. */
export const COUNTED_BY_TOPIC = `
  (select t.id, sum(m.counted)::int as counted, sum(m.opened)::int as opened, sum(m.clicked)::int as clicked
     from chosen c join topic t on t.id = any (c.topics) join measured_dispatch m on m.dispatch_id = c.id group by 1)`;

export const COUNTED_BY_OUTLET = `
  (select o.outlet_id as id, sum(o.recipients)::int as counted, sum(o.opened)::int as opened, sum(o.clicked)::int as clicked
     from chosen c join measured_dispatch m on m.dispatch_id = c.id
     join measured_outlet o on o.dispatch_id = m.dispatch_id group by 1)`;

/** The columns of a CountedReaders from the one row `m` that belongs to a group. */
export const COUNTED = `max(m.counted) as counted, max(m.opened) as opened, max(m.clicked) as clicked`;
