import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Samples are trusted this long, in ms; crystals drift by some ten µs a second. */
const FRESH = 10_000;
/** Timers of Node may fire up to this early or late; the rest is spent asking again. */
const MARGIN = 1;

/**
 * The database's clock as seen from here, for waiting only: what may be sent is decided by the database itself.
 * Built on a clock that never jumps, so a wrong or changed system clock does not matter.
 */
export class DatabaseClock {
  private offset = 0;
  private sampledAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly pool: Pool) {}

  /** Milliseconds since 1970 on the database's clock, within about half a round trip. */
  async now(): Promise<number> {
    if (performance.now() - this.sampledAt > FRESH) await this.sample();
    return performance.now() + this.offset;
  }

  /** Resolves when the database's clock has reached `instant` (ms since 1970), or when `signal` aborts. */
  async until(instant: number, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const left = instant - (await this.now());
      if (left <= 0 || signal?.aborted) return;
      const nap = Math.min(left > 50 ? left - 20 : left + MARGIN, FRESH);
      await sleep(nap, undefined, { signal }).catch(() => undefined);
    }
  }

  private async sample(): Promise<void> {
    const before = performance.now();
    const { rows } = await this.pool.query(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as ms',
    );
    const after = performance.now();
    this.offset = (rows[0] as { ms: number }).ms - (before + after) / 2;
    this.sampledAt = after;
  }
}
