import type { SubscriptionState } from './subscription.entity.js';
import type { Topic } from './topic.entity.js';

/**
 * Who asks: the journalist through a confirmed link, a journalist whose address the topic does not admit by itself,
 * the desk, or an import of a list.
 */
export type Asker = 'journalist' | 'stranger' | 'desk' | 'import';

/**
 * What a wish to follow a topic leads to. `null`: nothing changes.
 * Only the journalist comes back to a topic they left; a list or the desk never brings them back.
 */
export function stateAfterSubscribing(
  current: SubscriptionState | undefined,
  asker: Asker,
  needsApproval: boolean,
): SubscriptionState | null {
  if (current === 'active') return null;
  if (asker === 'desk') return current === 'left' ? null : 'active';
  if (asker === 'import') return current === undefined ? 'active' : null;
  const next = needsApproval || asker === 'stranger' ? 'requested' : 'active';
  return next === current ? null : next;
}

/** Whether the newsroom offers this topic to this address; `key` is the normalised address. */
export function isOfferedTo(
  topic: Pick<Topic, 'visibility' | 'admits' | 'archivedAt'>,
  key: string,
): boolean {
  if (topic.archivedAt !== null || topic.visibility === 'invitation') return false;
  return topic.admits === null || matchesPattern(key, topic.admits);
}

/** Shell-like: `*` stands for any text; several patterns are separated by commas or spaces. */
export function matchesPattern(key: string, patterns: string): boolean {
  return patterns
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((pattern) => fits(key, pattern.split('*')));
}

/** Greedy from the left, so the time is linear whatever the pattern: no regular expression is made of it. */
function fits(key: string, pieces: string[]): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return key === first;
  if (!key.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = key.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return key.length - last.length >= at && key.endsWith(last);
}
