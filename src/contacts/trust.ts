import type { Contact } from './contact.entity.js';

type TrustOf = Pick<Contact, 'trust' | 'trustUntil' | 'outletId' | 'trustOutletId'>;

/**
 * Whether this journalist gets releases before the lift. Trust was given at one outlet and ends when they leave it.
 * A probation keeps access; a suspension takes it away until its end, for ever without one.
 */
export function isTrusted(contact: TrustOf, now: Date): boolean {
  if (contact.outletId !== contact.trustOutletId) return false;
  if (contact.trust === 'suspended') return contact.trustUntil !== null && contact.trustUntil <= now;
  return contact.trust !== 'none';
}

/** `isTrusted` as a condition over `contact c`, by the database's clock. */
export const trustedSql = `is_trusted(c)`;
