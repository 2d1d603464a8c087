export interface RetryPolicy {
  /** Seconds before the second attempt. */
  first: number;
  /** Seconds; no wait is longer. */
  longest: number;
}

/**
 * Seconds to wait after the given attempt was deferred: doubles each time, with up to a quarter more at random so that
 * recipients deferred together do not come back together.
 * @param attempt counts from 1
 * @param random in [0, 1)
 */
export function retryWait(attempt: number, policy: RetryPolicy, random: number): number {
  const doubled = policy.first * 2 ** Math.min(attempt - 1, 20);
  return Math.min(doubled, policy.longest) * (1 + random / 4);
}
