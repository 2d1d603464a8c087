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
 * One job per chunk and claim: adding it twice is adding it once. A job may be out of sight, though: taken by a worker that
 * died before it claimed the chunk, or put off by one whose clock is wrong. So a chunk that stays unclaimed gets another
 * job after 3 s, and then at twice the distance each time, which adds few even where many chunks wait for their turn.
 * @param overdue seconds since the chunk could have been claimed; negative before that
 */
export function chunkJobId(chunk: ChunkKey, epoch: number, overdue: number): string {
  const round = Math.floor(Math.log2(1 + Math.max(0, overdue) / DOUBLED_AFTER));
  return `chunk-${chunk.dispatchId}-${chunk.tier}-${chunk.number}-${epoch}-${round}`;
}
