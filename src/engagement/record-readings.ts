import type { EntityManager } from 'typeorm';
import type { CountingChoice } from '../contacts/counting-choice.js';

/** One or more requests for the same thing by the same recipient. */
export interface Reading {
  deliveryId: number;
  /** Number of the link; `OPEN` for the picture. */
  link: number;
  /** The request itself was a machine's. */
  isMachine: boolean;
  firstAt: Date;
  lastAt: Date;
  hits: number;
}

/** In place of a link's number. */
export const OPEN = -1;

/**
 * Keeps readings under the reader's hash, all in one statement. Doing it twice changes no figure about people. What is
 * not to be counted leaves nothing: a delivery that does not exist or has not left, a dispatch that is not measured or
 * whose window has ended, a journalist who declined since.
 */
export async function recordReadings(
  manager: EntityManager,
  readings: readonly Reading[],
  choices: CountingChoice[],
): Promise<void> {
  if (readings.length === 0 || choices.length === 0) return;
  await manager.query(RECORD, [
    readings.map((each) => each.deliveryId),
    readings.map((each) => each.link),
    readings.map((each) => each.isMachine),
    readings.map((each) => each.firstAt),
    readings.map((each) => each.lastAt),
    readings.map((each) => each.hits),
    choices,
  ]);
}

// What comes within ten seconds of the acceptance is a scanner's: nobody opens a mail that fast.
const RECORD = `
  with come as (
    select d.dispatch_id, substr(sha256(m.secret || int8send(d.id)), 1, 12) as reader, e.link,
           e.machine or d.settled_at is null or e.first_at < d.settled_at + interval '10 seconds' as suspect,
           min(o.outlet_id) as outlet_id, min(e.first_at) as first_at, max(e.last_at) as last_at, sum(e.hits)::int as hits
      from unnest($1::bigint[], $2::smallint[], $3::boolean[], $4::timestamptz[], $5::timestamptz[], $6::int[])
           as e (delivery_id, link, machine, first_at, last_at, hits)
      join delivery d on d.id = e.delivery_id and d.tier = 'general' and d.transmitting_at is not null
      join measuring m on m.dispatch_id = d.dispatch_id and m.secret is not null and e.link < m.links
      join contact c on c.id = d.contact_id and counting_choice(c) = any ($7)
      left join measured_outlet o on o.dispatch_id = d.dispatch_id and o.outlet_id = c.outlet_id
     group by 1, 2, 3, 4
  ), kept as (
    insert into reading_trace as t (dispatch_id, reader, link, suspect, outlet_id, first_at, last_at, hits)
    select dispatch_id, reader, link, suspect, outlet_id, first_at, last_at, hits from come
     order by dispatch_id, reader, link, suspect
    on conflict (dispatch_id, reader, link, suspect) do update
       set first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at),
           hits = least(t.hits + excluded.hits, 1000000)
    returning dispatch_id)
  update measuring m set touched_at = clock_timestamp()
    from (select dispatch_id from measuring where dispatch_id in (select dispatch_id from kept)
           order by dispatch_id for update) l
   where m.dispatch_id = l.dispatch_id`;
