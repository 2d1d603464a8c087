import { describe, expect, it } from '@jest/globals';
import { chunkJobId } from './delivery-queue.js';

const chunk = { dispatchId: 7, tier: 'general', number: 3, opensAt: 1_800_000_000_000.25 } as const;

describe('the job of a chunk', () => {
  it('is one until its chunk is claimed or stays unclaimed for seconds', () => {
    expect(chunkJobId(chunk, 2, -30)).toBe(chunkJobId(chunk, 2, 2.9));
    expect(chunkJobId(chunk, 2, 3)).not.toBe(chunkJobId(chunk, 2, 0));
    expect(chunkJobId(chunk, 3, 0)).not.toBe(chunkJobId(chunk, 2, 0));
  });

  it('is another when the lift was moved, so that it does not wait for the old one', () => {
    expect(chunkJobId({ ...chunk, opensAt: chunk.opensAt - 60_000 }, 2, 0)).not.toBe(chunkJobId(chunk, 2, 0));
  });

  it('has a name that the queue takes', () => {
    expect(chunkJobId(chunk, 2, 0)).not.toMatch(/[:.]/);
  });
});
