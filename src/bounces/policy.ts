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
  /** So many mails to one address, or to so many addresses of one domain, that never got through … */
  outOfReachLimit: number;
  /** … within so many days are told to an admin. */
  outOfReachDays: number;
}

/** Three releases in a row over two weeks: long enough for a holiday's full mailbox to be emptied. */
export const defaultBouncePolicy: BouncePolicy = {
  softLimit: 3,
  softDays: 14,
  suppressDays: 30,
  outOfReachLimit: 3,
  outOfReachDays: 30,
};

/** What a server that cannot be reached has missed since it took the last mail, the one of now counted in. */
export interface OutOfReach {
  /** Different mails to this address. */
  mails: number;
  /** Different addresses of this domain. */
  addresses: number;
}

export interface JudgedBounce {
  kind: 'bounce' | 'delayed' | 'feedback';
  category: BounceCategory;
  hard: boolean;
  /** Earlier soft bounces of this contact within the policy's days, of other mails. */
  earlierSoft: number;
  /** Of interest for a bounce that was tried again until the end. */
  outOfReach: OutOfReach;
}

/**
 * Whether a destination has been away so long that a person should look: once is an outage, and it says nothing of the
 * journalist. Nobody is suppressed for it, however long it lasts: a server that comes back brings everybody back with it.
 */
export function isOutOfReach({ mails, addresses }: OutOfReach, policy: BouncePolicy): boolean {
  return mails >= policy.outOfReachLimit || addresses >= policy.outOfReachLimit;
}

/**
 * The one place that decides. Policy, reputation and authentication are never the journalist's fault; a complaint is
 * their wish; a server out of reach is told to a person once it lasts; only a category that means a dead address suppresses at once.
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
    case 'retry':
      return isOutOfReach(bounce.outOfReach, policy) ? 'raised' : 'none';
    case 'none':
      return 'none';
  }
}
