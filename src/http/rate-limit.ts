export interface Rate {
  /** So many requests at once. */
  burst: number;
  /** Then so many a second. */
  perSecond: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Buckets kept at most; the oldest are forgotten first, so a flood of addresses cannot fill the memory. */
const MOST_BUCKETS = 50_000;

/**
 * Token buckets in this process's memory: a fuse against floods, cheap enough for every request. Several web processes
 * each have their own; what must hold over all of them (sign-in) is counted in PostgreSQL by `takeAttempt`.
 */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly rate: Rate) {}

  /** Seconds to wait before the next try; 0: go ahead, it is counted. `now` in milliseconds. */
  take(key: string, now: number): number {
    const before = this.buckets.get(key) ?? { left: this.rate.burst, at: now };
    const refilled = ((now - before.at) / 1000) * this.rate.perSecond;
    const left = Math.min(this.rate.burst, before.left + Math.max(0, refilled));
    this.put(key, { left: left < 1 ? left : left - 1, at: now });
    return left < 1 ? Math.ceil((1 - left) / this.rate.perSecond) : 0;
  }

  private put(key: string, bucket: Bucket): void {
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size <= MOST_BUCKETS) return;
    const oldest = this.buckets.keys().next().value;
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
