import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frequencies, trustLevels } from './contact.entity.js';
import { type Mergeable, mergeContacts } from './merge-contacts.js';
import { isTrusted } from './trust.js';

const text = fc.option(fc.constantFrom('a', 'b'), { nil: null });
const id = fc.option(fc.constantFrom(1, 2), { nil: null });
const date = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });
const contact: fc.Arbitrary<Mergeable> = fc.record({
  name: fc.constantFrom('', 'Ana', 'Eva'),
  outletId: id,
  role: text,
  languages: fc.uniqueArray(fc.constantFrom('en', 'es', 'fr')),
  country: text,
  timeZone: text,
  phone: text,
  notes: text,
  tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
  frequency: fc.constantFrom(...frequencies),
  pauseUntil: fc.option(date, { nil: null }),
  measured: fc.boolean(),
  measuringDeclined: fc.boolean(),
  trust: fc.constantFrom(...trustLevels),
  trustUntil: fc.option(date, { nil: null }),
  trustOutletId: id,
  noticeAt: fc.option(date, { nil: null }),
  sourceAt: date,
});
const pair = (check: (a: Mergeable, b: Mergeable, merged: Mergeable) => void) =>
  fc.assert(fc.property(contact, contact, (a, b) => check(a, b, mergeContacts(a, b))));

describe('merging two entries of one person', () => {
  it('never mails sooner or more often than either asked', () => {
    pair((a, b, merged) => {
      for (const each of [a, b]) {
        expect(frequencies.indexOf(merged.frequency)).toBeGreaterThanOrEqual(
          frequencies.indexOf(each.frequency),
        );
        expect(Number(merged.pauseUntil)).toBeGreaterThanOrEqual(Number(each.pauseUntil));
      }
    });
  });

  it('measures only if both agreed, and not if either declined', () => {
    pair((a, b, merged) => {
      expect(merged.measured).toBe(a.measured && b.measured);
      expect(merged.measuringDeclined).toBe(a.measuringDeclined || b.measuringDeclined);
    });
  });

  it('never gives a suspended person early access back', () => {
    fc.assert(
      fc.property(contact, contact, date, (a, b, now) => {
        const suspended = (c: Mergeable) =>
          c.trust === 'suspended' && (c.trustUntil === null || c.trustUntil > now);
        if (suspended(a) || suspended(b)) expect(isTrusted(mergeContacts(a, b), now)).toBe(false);
      }),
    );
  });

  it('gives early access only if both entries have a grant', () => {
    pair((a, b, merged) => {
      if (a.trust === 'none' || b.trust === 'none') expect(['none', 'suspended']).toContain(merged.trust);
    });
  });

  it('loses no fact: what one knows, the merged entry knows', () => {
    pair((a, b, merged) => {
      expect(new Set(merged.tags)).toEqual(new Set([...a.tags, ...b.tags]));
      expect(new Set(merged.languages)).toEqual(new Set([...a.languages, ...b.languages]));
      for (const field of ['role', 'country', 'phone', 'outletId', 'timeZone'] as const) {
        expect(merged[field]).toBe(a[field] ?? b[field]);
      }
    });
  });

  it('with itself changes nothing', () => {
    fc.assert(fc.property(contact, (a) => expect(mergeContacts(a, a)).toEqual(a)));
  });
});
