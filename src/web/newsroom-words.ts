import { ar } from './words/ar.js';
import { de } from './words/de.js';
import { en, type NewsroomWords } from './words/en.js';
import { es } from './words/es.js';
import { fr } from './words/fr.js';
import { sv } from './words/sv.js';

const languages = new Map<string, NewsroomWords>(Object.entries({ ar, de, en, es, fr, sv }));
export const newsroomLanguages: readonly string[] = [...languages.keys()];

/** The newsroom's own words in a language (BCP 47), by its primary subtag; English where we have none. */
export function newsroomWords(language: string): NewsroomWords {
  return languages.get(primarySubtag(language)) ?? en;
}

/** The first of these languages (BCP 47) that the newsroom has words in; English where it has none. */
export function firstNewsroomLanguage(tags: readonly string[]): string {
  return tags.map(primarySubtag).find((tag) => languages.has(tag)) ?? 'en';
}

function primarySubtag(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}

/** What dates are written in: plain `en` would put the month first. */
export function dateLanguage(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** A language's name in itself: "Español". */
export function nameOfLanguage(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
