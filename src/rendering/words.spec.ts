import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseBodyStyles } from './body-styles.js';
import { directionOf, nameWithin, wordsIn } from './words.js';

const languages = readdirSync(new URL('../../templates/words/', import.meta.url)).map((file) =>
  file.slice(0, -5),
);

/** "signIn.body {minutes}": every sentence by its place, with what it must say. */
function places(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => {
    if (typeof value === 'object') return places(value, `${path}${key}.`);
    return [`${path}${key} ${[...String(value).matchAll(/\{[a-z]+\}/g)].map(String).sort().join()}`];
  });
}

describe('the words of each language', () => {
  it.each(languages)('are complete in %s and name the same values as in English', (language) => {
    expect(places(wordsIn(language))).toEqual(places(wordsIn('en')));
    expect(JSON.stringify(wordsIn(language))).not.toContain('""');
  });

  it('are found by the primary subtag', () => {
    expect(wordsIn('es-MX').unsubscribe).toBe('Darse de baja');
  });

  it.each(['tlh', 'en-GB', '', '../../package', 'constructor'])('are English for %j', (language) => {
    expect(wordsIn(language)).toBe(wordsIn('en'));
  });

  it('know which languages are written from right to left', () => {
    expect(nameWithin('ar', 'Amnesty (UK)')).toBe('\u2068Amnesty (UK)\u2069');
    expect(nameWithin('fr', 'Amnesty (UK)')).toBe('Amnesty (UK)');
    expect(['ar-EG', 'he', 'fa', 'en', 'sv'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'ltr', 'ltr']);
  });
});

describe('parseBodyStyles', () => {
  it('reads one rule per element', () => {
    expect(
      parseBodyStyles('/* x */ p { margin: 0; }\nblockquote.pull-quote { color: red;\n font-size: 2px }'),
    ).toEqual({
      p: 'margin:0',
      'blockquote.pull-quote': 'color:red;font-size:2px',
    });
  });

  it('refuses a selector that cannot be written inline', () => {
    expect(() => parseBodyStyles('p a { color: red }')).toThrow(/"p a" is not a tag/);
  });
});
