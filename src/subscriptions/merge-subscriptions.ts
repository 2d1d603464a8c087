import type { SubscriptionState } from './subscription.entity.js';

const byStrictness: readonly SubscriptionState[] = ['active', 'requested', 'unconfirmed', 'left'];

/** Of two entries of one person, the stricter consent to a topic; a topic that only one of them knows stays as it is. */
export function stricterState(
  a: SubscriptionState | undefined,
  b: SubscriptionState | undefined,
): SubscriptionState | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return byStrictness.indexOf(a) >= byStrictness.indexOf(b) ? a : b;
}
