import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { pageLanguages, wordsIn } from './journalist-words.js';
import { en, type WordKey } from './locales/en.js';

const keys = Object.keys(en) as WordKey[];
/** Every sentence as it stands, with the places for values. */
const textsOf = (language: (typeof pageLanguages)[number]) =>
  keys.map((key) => ({ key, text: wordsIn(language)(key) }));
const placesIn = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();

describe.each(pageLanguages)('the words of journalists’ pages in %s', (language) => {
  it('name the same values as the English ones', () => {
    for (const { key, text } of textsOf(language))
      expect({ key, places: placesIn(text) }).toEqual({ key, places: placesIn(en[key]) });
  });

  it('are all said', () => {
    for (const { key, text } of textsOf(language)) {
      expect(text.trim()).not.toBe('');
      const isTheSame = language !== 'en' && text === en[key];
      if (isTheSame) expect(SAME_IN_BOTH).toContain(key);
    }
  });
});

/** Words that another language shares with English. */
const SAME_IN_BOTH: WordKey[] = ['field.optional', 'early.code'];

describe('punctuation', () => {
  it('is Spanish: questions open as well as they close', () => {
    for (const { text } of textsOf('es'))
      expect((text.match(/¿/g) ?? []).length).toBe((text.match(/\?/g) ?? []).length);
  });

  it('is French wherever French is written: no line may break before ; : ? ! and »', () => {
    const files = [
      'src/subscriptions/locales/fr.ts',
      'src/subscriptions/locales/early-access/fr.ts',
      'src/web/words/fr.ts',
      'templates/words/fr.json',
    ];
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/[^ \n] [;:?!»]|« /);
  });

  it('is German: quotation marks stand „so“', () => {
    for (const { text } of textsOf('de')) expect(text).not.toMatch(/[“"][^“”"]*[”"]/);
  });

  it('is Arabic: commas, semicolons and question marks too', () => {
    const places = /\{\{\w+\}\}/g;
    for (const { text } of textsOf('ar')) expect(text.replaceAll(places, '')).not.toMatch(/[,;?]/);
    const { signIn, confirm, code, ...rest } = JSON.parse(readFileSync('templates/words/ar.json', 'utf8'));
    expect(Object.values({ ...signIn, ...confirm, ...code, reason: rest.reason }).join(' ')).not.toMatch(
      /[,;?]/,
    );
  });

  it('keeps an address whole inside a line of Arabic', () => {
    expect(wordsIn('ar')('prefs.for', { address: 'a@b.example' })).toContain('\u2068a@b.example\u2069');
  });
});
