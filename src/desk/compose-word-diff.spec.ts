import { describe, expect, it } from '@jest/globals';
import { wordDiff } from './compose-word-diff.js';

const shown = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => ({ same: text, gone: `[-${text}-]`, new: `[+${text}+]` })[kind])
    .join('');

describe('a comparison of two texts', () => {
  it.each([
    ['the same', 'Nine to two', 'Nine to two', 'Nine to two'],
    [
      'a changed word',
      'opens in 2028, they say',
      'opens in 2029, they say',
      'opens in [-2028,-][+2029,+] they say',
    ],
    ['an added word', 'It opens', 'It never opens', 'It [+never +]opens'],
    ['a longer end', 'the tram line', 'the tram line to town', 'the tram line[+ to town+]'],
    ['a changed phrase', 'It is all new now', 'It was very old now', 'It [-is all new-][+was very old+] now'],
    ['an empty text before', '', 'A word', '[+A word+]'],
    ['an empty text after', 'A word', '', '[-A word-]'],
    ['both empty', '', '', ''],
  ])('shows %s', (_name, before, after, expected) => {
    expect(shown(before, after)).toBe(expected);
  });

  it('loses nothing: the runs of either side are that text', () => {
    const before = 'The council voted nine to two.\n\nWork begins in March.';
    const after = 'The city council voted nine to three.\n\nWork begins in April, not March.';
    const runs = wordDiff(before, after);
    const side = (gone: string) =>
      runs
        .filter(({ kind }) => kind !== gone)
        .map(({ text }) => text)
        .join('');
    expect(side('new')).toBe(before);
    expect(side('gone')).toBe(after);
  });

  it('shows very long texts as a whole instead of taking minutes', () => {
    const long = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join(' ');
    expect(wordDiff(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['gone', 'new']);
  });
});
