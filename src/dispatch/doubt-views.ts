import type { EntityManager } from 'typeorm';

/** A delivery in doubt, with all that is known about it. Times are the database's. */
export interface DoubtView {
  id: number;
  /** Null: the person was erased. */
  email: string | null;
  name: string | null;
  tier: string;
  attempt: number;
  /** When the body began to leave. */
  transmittingAt: Date | null;
  /** When it was put in doubt. */
  settledAt: Date;
  /** What went wrong, as the worker or the reaper noted it. */
  reason: string | null;
  worker: string | null;
  /** Somebody decided already to leave it. */
  isLeft: boolean;
}

/** The newest first; at most 1000, which is far more than connections times kills of workers. */
export async function doubtsOf(manager: EntityManager, dispatchId: number): Promise<DoubtView[]> {
  return manager.query<DoubtView[]>(
    `select x.id, x.email, c.name, x.tier, x.attempt, x.transmitting_at as "transmittingAt", x.settled_at as "settledAt",
            x.reply_text as reason, e.worker, coalesce(x.settled_at <= d.doubts_left_at, false) as "isLeft"
       from delivery x join dispatch d on d.id = x.dispatch_id left join contact c on c.id = x.contact_id
       left join lateral (select worker from delivery_event e
                           where e.delivery_id = x.id and e.state = 'in_doubt' order by e.id desc limit 1) e on true
      where x.dispatch_id = $1 and x.state = 'in_doubt'
      order by x.settled_at desc, x.id limit 1000`,
    [dispatchId],
  );
}
