import type { Contact } from './contact.entity.js';

type TrustOf = Pick<Contact, 'trust' | 'trustUntil' | 'outletId' | 'trustOutletId'>;

/** How a journalist stands with early access at a time. `moved`: they left the outlet at which it was given. */
export type TrustStanding = 'none' | 'trusted' | 'probation' | 'suspended' | 'moved';

/** A probation or suspension whose end has come is over, without anybody doing anything. */
export function trustStanding(contact: TrustOf, now: Date): TrustStanding {
  if (contact.trust === 'none') return 'none';
  if (contact.outletId !== contact.trustOutletId) return 'moved';
  return contact.trustUntil !== null && contact.trustUntil <= now ? 'trusted' : contact.trust;
}

/**
 * Whether this journalist gets releases before the lift. Trust was given at one outlet and ends when they leave it.
 * A probation keeps access; a suspension takes it away until its end, for ever without one.
 */
export function isTrusted(contact: TrustOf, now: Date): boolean {
  const standing = trustStanding(contact, now);
  return standing === 'trusted' || standing === 'probation';
}

/** `isTrusted` as a condition over `contact c`, by the database's clock. */
export const trustedSql = `is_trusted(c)`;
