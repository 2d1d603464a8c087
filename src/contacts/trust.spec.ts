import { describe, expect, it } from '@jest/globals';
import { isTrusted } from './trust.js';

const now = new Date('2026-11-23T12:00:00Z');
const before = new Date('2026-11-23T11:00:00Z');
const after = new Date('2026-11-23T13:00:00Z');

describe('early access', () => {
  it.each([
    ['none', null, false],
    ['trusted', null, true],
    ['probation', after, true],
    ['suspended', null, false],
    ['suspended', after, false],
    ['suspended', now, true],
    ['suspended', before, true],
  ] as const)('with trust %s until %s is %s', (trust, trustUntil, expected) => {
    expect(isTrusted({ trust, trustUntil, outletId: 1, trustOutletId: 1 }, now)).toBe(expected);
  });

  it('ends when the journalist leaves the outlet at which it was given', () => {
    const contact = { trust: 'trusted', trustUntil: null, trustOutletId: 1 } as const;
    expect(isTrusted({ ...contact, outletId: 2 }, now)).toBe(false);
    expect(isTrusted({ ...contact, outletId: null }, now)).toBe(false);
  });
});
