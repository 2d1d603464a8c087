import type { ChunkKey } from './chunk-claims.js';

/** The queue of chunks to send, and the one for corrections, kills and the like, which never waits behind it. */
export const DELIVERY_QUEUE = 'delivery';
export const URGENT_QUEUE = 'delivery-urgent';

/** A dispatch whose urgency is below this uses the urgent queue. */
export const URGENT_BELOW = 5;

/**
 * A wake-up for one chunk. It permits nothing: who processes it asks the database. Doubled, late, early or replayed jobs
 * do no harm, and a lost one is put back by the sweep.
 */
export interface ChunkJob extends ChunkKey {
  urgency: number;
  /** ms since 1970 when the chunk may be claimed at the earliest; only for waiting. */
  opensAt: number;
}

/** Seconds that a chunk is overdue before its job is doubled for the first time. */
const DOUBLED_AFTER = 3;

/**
 * One job per chunk, claim and time of its tier: adding it twice is adding it once, and a lift that moves has jobs of its
 * own, not those that wait for the old one. A job may be out of sight, though: taken by a worker that
 * died before it claimed the chunk, or put off by one whose clock is wrong. So a chunk that stays unclaimed gets another
 * job after 3 s, and then at twice the distance each time, which adds few even where many chunks wait for their turn.
 * @param overdue seconds since the chunk could have been claimed; negative before that
 */
export function chunkJobId(
  chunk: ChunkKey & Pick<ChunkJob, 'opensAt'>,
  epoch: number,
  overdue: number,
): string {
  const round = Math.floor(Math.log2(1 + Math.max(0, overdue) / DOUBLED_AFTER));
  const { dispatchId, tier, number, opensAt } = chunk;
  return `chunk-${dispatchId}-${tier}-${number}-${Math.round(opensAt)}-${epoch}-${round}`;
}
