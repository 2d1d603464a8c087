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

/** One job per chunk and claim: adding it twice is adding it once. */
export function chunkJobId(chunk: ChunkKey, epoch: number): string {
  return `chunk-${chunk.dispatchId}-${chunk.tier}-${chunk.number}-${epoch}`;
}
