import { describe, expect, it } from '@jest/globals';
import { isOfferedTo, matchesPattern, stateAfterSubscribing } from './subscription-rules.js';

describe('subscribing', () => {
  it.each([
    [undefined, 'journalist', false, 'active'],
    [undefined, 'journalist', true, 'requested'],
    ['left', 'journalist', false, 'active'],
    ['left', 'journalist', true, 'requested'],
    ['requested', 'journalist', true, null],
    ['requested', 'journalist', false, 'active'],
    ['unconfirmed', 'journalist', false, 'active'],
    ['active', 'journalist', true, null],
    [undefined, 'stranger', false, 'requested'],
    ['active', 'stranger', false, null],
    [undefined, 'desk', true, 'active'],
    ['requested', 'desk', true, 'active'],
    ['left', 'desk', false, null],
    [undefined, 'import', true, 'active'],
    ['requested', 'import', false, null],
    ['left', 'import', false, null],
  ] as const)('from %s, asked by the %s, approval %s, leads to %s', (current, asker, approval, next) => {
    expect(stateAfterSubscribing(current, asker, approval)).toBe(next);
  });
});

describe('a topic', () => {
  const open = { visibility: 'public', admits: null, archivedAt: null } as const;

  it('is offered to anybody, unless it is archived, by invitation or for other addresses', () => {
    expect(isOfferedTo(open, 'ana@radio.example')).toBe(true);
    expect(isOfferedTo({ ...open, archivedAt: new Date(0) }, 'ana@radio.example')).toBe(false);
    expect(isOfferedTo({ ...open, visibility: 'invitation' }, 'ana@radio.example')).toBe(false);
    expect(isOfferedTo({ ...open, admits: '*@radio.example' }, 'ana@radio.example')).toBe(true);
    expect(isOfferedTo({ ...open, admits: '*@radio.example' }, 'ana@radio.example.evil.example')).toBe(false);
  });

  it.each([
    ['ana@radio.example', '*@*.example', true],
    ['ana@radio.example', '*@tv.example, *@RADIO.example', true],
    ['ana@radio.example', 'ana@radio.example', true],
    ['ana@radio.example', 'a*a@radio.example', true],
    ['aa@radio.example', 'aa*a@radio.example', false],
    ['ana@radio.example', '.*', false],
    ['ana@radio.example', '', false],
  ])('%s matches %s: %s', (key, pattern, expected) => {
    expect(matchesPattern(key, pattern)).toBe(expected);
  });

  it('with a hostile pattern costs no more than a glance', () => {
    expect(matchesPattern('a'.repeat(250), '*a'.repeat(120) + '*b')).toBe(false);
  });
});
