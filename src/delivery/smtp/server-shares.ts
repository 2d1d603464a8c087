/** What one server has taken, and when (any clock). */
interface Share {
  readonly weight: number;
  taken: number;
  lastTaken: number;
}

/** How far one server may be ahead of its share, in mails of weight 1. */
const SLACK = 32;
/** A server that has taken nothing for so long does not hold up the others. */
const PATIENCE_MS = 2000;

/**
 * Keeps the servers that name a weight in proportion: one that is ahead of its share waits for those that are
 * behind, as long as these are taking mails. Servers without a weight take whatever they can carry.
 */
export class ServerShares {
  private readonly shares = new Map<string, Share>();

  constructor(weights: ReadonlyMap<string, number>) {
    for (const [name, weight] of weights) this.shares.set(name, { weight, taken: 0, lastTaken: -Infinity });
  }

  mayTake(name: string, now: number): boolean {
    const own = this.shares.get(name);
    if (!own) return true;
    const others = [...this.shares.values()].filter(
      (share) => share !== own && now - share.lastTaken < PATIENCE_MS,
    );
    if (others.length === 0) return true;
    const least = Math.min(...others.map((share) => share.taken / share.weight));
    return own.taken / own.weight < least + SLACK;
  }

  /** Counts one mail. A server that was away starts level with the one furthest behind, without catching up. */
  took(name: string, now: number): void {
    const own = this.shares.get(name);
    if (!own) return;
    if (now - own.lastTaken >= PATIENCE_MS)
      own.taken = Math.max(own.taken, this.level(own, now) * own.weight);
    own.taken += 1;
    own.lastTaken = now;
  }

  private level(own: Share, now: number): number {
    const active = [...this.shares.values()].filter(
      (share) => share !== own && now - share.lastTaken < PATIENCE_MS,
    );
    return active.length === 0 ? 0 : Math.min(...active.map((share) => share.taken / share.weight));
  }
}
