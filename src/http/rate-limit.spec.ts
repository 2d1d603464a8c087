import { describe, expect, it } from '@jest/globals';
import { callerKey } from '../auth/caller-key.js';
import { RateLimit } from './rate-limit.js';

describe('the limit of requests', () => {
  it('lets a burst through, then one at a time as it refills', () => {
    const limit = new RateLimit({ burst: 2, perSecond: 0.5 });
    expect([limit.take('a', 0), limit.take('a', 0), limit.take('a', 0)]).toEqual([0, 0, 2]);
    expect(limit.take('b', 0)).toBe(0);
    expect([limit.take('a', 1000), limit.take('a', 2000), limit.take('a', 2001)]).toEqual([1, 0, 2]);
  });

  it('survives a clock that goes back', () => {
    const limit = new RateLimit({ burst: 1, perSecond: 1 });
    expect([limit.take('a', 5000), limit.take('a', 0), limit.take('a', 900), limit.take('a', 1000)]).toEqual([
      0, 1, 1, 0,
    ]);
  });
});

describe('who counts as one caller', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is %s', (address, key) => {
    expect(callerKey(address)).toBe(key);
  });
});
