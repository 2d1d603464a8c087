import { describe, expect, it } from '@jest/globals';
import { ServerShares } from './server-shares.js';

/** Lets all servers that may take one, in turn, `rounds` times; each round is a millisecond. */
function run(shares: ServerShares, servers: string[], rounds: number, from = 0): Record<string, number> {
  const taken: Record<string, number> = {};
  for (let now = from; now < from + rounds; now += 1) {
    for (const name of servers) {
      if (!shares.mayTake(name, now)) continue;
      shares.took(name, now);
      taken[name] = (taken[name] ?? 0) + 1;
    }
  }
  return taken;
}

describe('shares of the servers', () => {
  it('follow the weights', () => {
    const { a, b } = run(new ServerShares(new Map([['a', 1], ['b', 3]])), ['a', 'b'], 1000) as { a: number; b: number }; // prettier-ignore
    expect(b).toBe(1000);
    expect(a).toBeGreaterThan(300);
    expect(a).toBeLessThan(370);
  });

  it('do not bind a server without a weight', () => {
    const shares = new ServerShares(new Map([['a', 1]]));
    expect(run(shares, ['a', 'free'], 100)).toEqual({ a: 100, free: 100 });
  });

  it('are forgotten while the others take nothing, and not caught up with afterwards', () => {
    const shares = new ServerShares(new Map([['a', 1], ['b', 1]])); // prettier-ignore
    run(shares, ['a', 'b'], 10);
    const alone = run(shares, ['a'], 10_000, 10);
    expect(alone.a).toBeGreaterThan(7000);
    const together = run(shares, ['a', 'b'], 1000, 20_000);
    expect(together.a).toBeGreaterThan(900);
  });
});
