import { type Contact, type Frequency, frequencies, type TrustLevel } from './contact.entity.js';

/** What a merge decides about the contact itself; the address stays that of the one kept. */
export type Mergeable = Pick<
  Contact,
  | 'name'
  | 'outletId'
  | 'role'
  | 'languages'
  | 'country'
  | 'timeZone'
  | 'phone'
  | 'notes'
  | 'tags'
  | 'frequency'
  | 'pauseUntil'
  | 'measured'
  | 'measuringDeclined'
  | 'trust'
  | 'trustUntil'
  | 'trustOutletId'
  | 'noticeAt'
  | 'sourceAt'
>;

/**
 * Two entries of one person become one. Facts: the kept one's, filled from the other where it has none; lists joined.
 * Consent: always the stricter (the later pause, the rarer mail, no measuring unless both agreed, the lesser trust).
 */
export function mergeContacts(kept: Mergeable, other: Mergeable): Mergeable {
  return {
    name: kept.name || other.name,
    outletId: kept.outletId ?? other.outletId,
    role: kept.role ?? other.role,
    languages: union(kept.languages, other.languages),
    country: kept.country ?? other.country,
    timeZone: kept.timeZone ?? other.timeZone,
    phone: kept.phone ?? other.phone,
    notes: joinNotes(kept.notes, other.notes),
    tags: union(kept.tags, other.tags),
    frequency: rarer(kept.frequency, other.frequency),
    pauseUntil: later(kept.pauseUntil, other.pauseUntil),
    measured: kept.measured && other.measured,
    measuringDeclined: kept.measuringDeclined || other.measuringDeclined,
    noticeAt: kept.noticeAt ?? other.noticeAt,
    sourceAt: kept.sourceAt < other.sourceAt ? kept.sourceAt : other.sourceAt,
    ...lesserTrust(kept, other),
  };
}

/** From the most trusting; a suspension must not be shaken off by a second entry. */
const byStrictness: readonly TrustLevel[] = ['trusted', 'probation', 'none', 'suspended'];

type Trust = Pick<Contact, 'trust' | 'trustUntil' | 'trustOutletId'>;

function lesserTrust(kept: Trust, other: Trust): Trust {
  const difference = byStrictness.indexOf(kept.trust) - byStrictness.indexOf(other.trust);
  const { trust, trustOutletId } = difference >= 0 ? kept : other;
  if (difference !== 0)
    return { trust, trustOutletId, trustUntil: (difference > 0 ? kept : other).trustUntil };
  const endless = kept.trustUntil === null || other.trustUntil === null;
  return { trust, trustOutletId, trustUntil: endless ? null : later(kept.trustUntil, other.trustUntil) };
}

function union(a: string[], b: string[]): string[] {
  return [...new Set([...a, ...b])];
}

function rarer(a: Frequency, b: Frequency): Frequency {
  return frequencies.indexOf(a) >= frequencies.indexOf(b) ? a : b;
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a >= b ? a : b;
}

function joinNotes(a: string | null, b: string | null): string | null {
  if (a === null || b === null || a === b) return a ?? b;
  return `${a}\n\n${b}`;
}
