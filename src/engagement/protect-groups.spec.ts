import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { protectedGroups, type ReaderGroup } from './protect-groups.js';

const group = (outletId: number | null, recipients: number): ReaderGroup => ({ outletId, recipients });

describe('the outlets whose figures are kept', () => {
  it('are those with enough people', () => {
    const groups = [group(1, 40), group(2, 12), group(3, 6), group(4, 5), group(null, 3)];
    expect(protectedGroups(groups, 10)).toEqual([group(1, 40), group(2, 12)]);
  });

  it('do not give away a small one by what is missing from the whole', () => {
    expect(protectedGroups([group(1, 40), group(2, 12), group(3, 3)], 10)).toEqual([group(1, 40)]);
    expect(protectedGroups([group(1, 40), group(null, 3)], 10)).toEqual([]);
  });

  it('never are, nor leave over, a group of fewer than the least', () => {
    const arbitrary = fc
      .array(fc.nat({ max: 60 }), { maxLength: 12 })
      .map((sizes) => sizes.map((size, at) => group(at === 0 ? null : at, size)));
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 5, max: 30 }), (groups, least) => {
        const shown = protectedGroups(groups, least);
        const sum = (some: readonly ReaderGroup[]) => some.reduce((all, each) => all + each.recipients, 0);
        const left = sum(groups) - sum(shown);
        expect(shown.every((each) => each.outletId !== null && each.recipients >= least)).toBe(true);
        if (shown.length > 0) expect(left === 0 || left >= least).toBe(true);
      }),
    );
  });
});
