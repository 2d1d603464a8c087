import type { Pool } from 'pg';

/** Seconds: a delivery rests at most so long before its hold is looked at again, so that lifting a hold is felt soon. */
const LONGEST_REST = 120;

/**
 * The destinations that rest, as this worker last saw them. Read again with every heartbeat: a hold is obeyed within
 * about a second. It protects our reputation; no law hangs on it.
 */
export class HeldDestinations {
  private rests = new Map<string, number>();

  /** @param now ms of the clock that `restOf` is asked by */
  async refresh(pool: Pool, now: number): Promise<void> {
    const { rows } = await pool.query<{ domain: string; seconds: number }>({
      name: 'held_destinations',
      text: `select domain, extract(epoch from until - now())::float8 as seconds
               from destination_hold where until > now()`,
    });
    this.rests = new Map(rows.map(({ domain, seconds }) => [domain, now + seconds * 1000]));
  }

  /** Reads again if any rests. Asked for each chunk: it may have become due because a hold has just ended. */
  async confirm(pool: Pool, now: number): Promise<void> {
    if (this.rests.size > 0) await this.refresh(pool, now);
  }

  /** Seconds for which a delivery to this domain should be put away; 0 when it may go. */
  restOf(domain: string, now: number): number {
    const until = this.rests.get(domain);
    return until === undefined ? 0 : Math.min(Math.max(0, (until - now) / 1000), LONGEST_REST);
  }
}
