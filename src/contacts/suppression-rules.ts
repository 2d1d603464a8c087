import { type Actor } from '../auth/actor.js';
import type { SuppressionReason } from './suppression.entity.js';

/** The person's own wishes: they go with the person to another address, and no desk work brings the address back. */
const ownWishes: readonly SuppressionReason[] = ['unsubscribed', 'objection', 'complaint', 'erased'];

/** The stricter comes later; a stricter reason replaces the one that stands. */
const byStrictness: readonly SuppressionReason[] = [
  'soft_bounces',
  'hard_bounce',
  'desk',
  'unsubscribed',
  'complaint',
  'objection',
  'erased',
];

export interface Standing {
  reason: SuppressionReason;
  until: Date | null;
}

export function isOwnWish(reason: SuppressionReason): boolean {
  return ownWishes.includes(reason);
}

/** Whether a new suppression adds something to the one that stands: a stricter reason, or a later end. */
export function isStricter(next: Standing, standing: Standing): boolean {
  const [a, b] = [byStrictness.indexOf(next.reason), byStrictness.indexOf(standing.reason)];
  if (a !== b) return a > b;
  return standing.until !== null && (next.until === null || next.until > standing.until);
}

/**
 * Who may lift a suppression. The person, by confirming from that very mailbox, undoes their own wish and shows that
 * mail arrives again; they cannot undo the desk's decision or a complaint made through their provider. The desk undoes
 * its own decisions and bounces; a person's wish only an administrator, who states the evidence.
 */
export function mayLift(actor: Actor, reason: SuppressionReason): boolean {
  if (actor.kind === 'contact') return reason !== 'desk' && reason !== 'complaint';
  if (actor.kind === 'system') return false;
  return actor.role === 'admin' || (actor.role === 'press_officer' && !isOwnWish(reason));
}
