import { describe, expect, it } from '@jest/globals';
import { retryWait } from './retry.js';

const policy = { first: 60, longest: 3600 };

describe('the wait before another attempt', () => {
  it('doubles with each attempt', () => {
    expect([1, 2, 3].map((attempt) => retryWait(attempt, policy, 0))).toEqual([60, 120, 240]);
  });
  it('stops growing at the longest wait, however many attempts there were', () => {
    expect(retryWait(500, policy, 0)).toBe(3600);
  });
  it('spreads recipients that were deferred together over a quarter of the wait', () => {
    expect(retryWait(1, policy, 0.999)).toBeCloseTo(75, 0);
  });
});
