import { categories, type BounceCategory, meansDeadAddress } from './reading/categories.js';

/** What Dateline does with a bounce. */
export type BounceAction =
  /** The address is dead: no more mail to it. */
  | 'suppressed'
  /** It bounced as often as the rules allow: no more mail to it for now. */
  | 'suppressed for now'
  /** Noted; it counts towards that. */
  | 'counted'
  /** Not the journalist's fault: an admin is told. */
  | 'raised'
  /** They asked us not to write: no more mail to them at all. */
  | 'objected'
  | 'none';

export interface BouncePolicy {
  /** A soft category suppresses after so many bounces … */
  softLimit: number;
  /** … of different dispatches within so many days … */
  softDays: number;
  /** … and then for so many days. */
  suppressDays: number;
}

/** Three releases in a row over two weeks: long enough for a holiday's full mailbox to be emptied. */
export const defaultBouncePolicy: BouncePolicy = { softLimit: 3, softDays: 14, suppressDays: 30 };

export interface JudgedBounce {
  kind: 'bounce' | 'delayed' | 'feedback';
  category: BounceCategory;
  hard: boolean;
  /** Earlier soft bounces of this contact within the policy's days, of other dispatches. */
  earlierSoft: number;
}

/**
 * The one place that decides. Policy, reputation and authentication are never the journalist's fault; a complaint is
 * their wish; only a category that means a dead address suppresses at once.
 */
export function actionFor(bounce: JudgedBounce, policy: BouncePolicy): BounceAction {
  if (bounce.kind === 'feedback') return 'objected';
  if (bounce.kind === 'delayed') return 'none';
  if (bounce.hard && meansDeadAddress(bounce.category)) return 'suppressed';
  switch (categories[bounce.category].consequence) {
    case 'admin':
      return 'raised';
    case 'count':
      return bounce.earlierSoft + 1 >= policy.softLimit ? 'suppressed for now' : 'counted';
    // A category of a dead address that the reader was not certain of.
    case 'suppress':
      return 'counted';
    default:
      return 'none';
  }
}
