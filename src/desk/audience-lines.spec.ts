import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { audienceFilter } from '../contacts/audience.js';
import { type AudienceLine, filterOf, LINE_FIELDS, type LineField, linesOf } from './audience-lines.js';

const names = {
  topics: [
    { id: 1, name: 'Transport' },
    { id: 2, name: 'Budget, and economy' },
  ],
  beats: [{ id: 3, name: 'Health' }],
  outlets: [{ id: 4, name: 'The Daily Star' }],
};
const line = (field: LineField, value = '', is = true, group = 0): AudienceLine => ({
  group,
  field,
  is,
  value,
});

describe('lines of an audience', () => {
  it('make one condition, several together, and several groups of which one is enough', () => {
    expect(filterOf([line('topics', 'transport')], names)).toEqual({ topics: [1] });
    const both = [line('topics', 'Transport'), line('outlets', 'the daily star', false)];
    expect(filterOf(both, names)).toEqual({ all: [{ topics: [1] }, { not: { outlets: [4] } }] });
    expect(filterOf([...both, line('trusted', '', true, 7)], names)).toEqual({
      any: [{ all: [{ topics: [1] }, { not: { outlets: [4] } }] }, { trusted: true }],
    });
  });
  it('read a name with a comma whole', () => {
    expect(filterOf([line('topics', 'Budget, and economy')], names)).toEqual({ topics: [2] });
  });
  it('refuse names nobody knows, words for numbers, and nothing at all', () => {
    expect(() => filterOf([line('beats', 'Chess')], names)).toThrow('There is no “Chess”');
    expect(() => filterOf([line('addedWithinDays', 'soon')], names)).toThrow('is not a number');
    expect(() => filterOf([line('tags', ' , ')], names)).toThrow('Say what after');
    expect(() => filterOf([], names)).toThrow('at least one condition');
  });
  it('cannot say what is nested deeper, or names a release or a topic that is gone', () => {
    expect(linesOf({ all: [{ any: [{ tags: ['a'] }, { tags: ['b'] }] }] }, names)).toBeNull();
    expect(linesOf({ received: { releases: [1] } }, names)).toBeNull();
    expect(linesOf({ topics: [99] }, names)).toBeNull();
  });
  it('say exclusions of several things one by one', () => {
    const filter = { not: { any: [{ tags: ['x'] }, { outlets: [4] }] } };
    expect(linesOf(filter, names)).toEqual([
      line('tags', 'x', false),
      line('outlets', 'The Daily Star', false),
    ]);
  });

  const word = fc.stringMatching(/^[a-z][a-z ]{0,8}[a-z]$/);
  const value: Record<LineField, fc.Arbitrary<string>> = {
    ...(Object.fromEntries(Object.keys(LINE_FIELDS).map((field) => [field, word])) as Record<
      LineField,
      fc.Arbitrary<string>
    >),
    topics: fc.constantFrom('Transport', 'Budget, and economy'),
    beats: fc.constant('Health'),
    outlets: fc.constant('The Daily Star'),
    contacts: fc.nat().map((n) => String(n + 1)),
    countries: fc.constantFrom('US', 'MX, ES'),
    frequency: fc.constantFrom('each', 'daily', 'weekly'),
    trusted: fc.constant(''),
    subscribed: fc.constant(''),
    measured: fc.constant(''),
    addedWithinDays: fc.constantFrom('1', '30'),
    received: fc.constantFrom('', '30'),
    outletOpened: fc.constantFrom('', '60'),
    bounced: fc.constantFrom('', '14'),
  };
  const anyLine = fc
    .constantFrom(...(Object.keys(LINE_FIELDS) as LineField[]))
    .chain((field) =>
      fc.record({ group: fc.nat(3), field: fc.constant(field), is: fc.boolean(), value: value[field] }),
    );
  it('come back from the filter they make, which is always a valid one', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 8 }), (lines) => {
        const filter = filterOf(lines, names);
        expect(audienceFilter.parse(filter)).toEqual(filter);
        const again = linesOf(filter, names);
        expect(filterOf(again!, names)).toEqual(filter);
      }),
    );
  });
});
