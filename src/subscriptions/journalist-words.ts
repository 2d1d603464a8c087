import { createInstance } from 'i18next';
import { ar } from './locales/ar.js';
import { de } from './locales/de.js';
import { en, type WordKey } from './locales/en.js';
import { es } from './locales/es.js';
import { fr } from './locales/fr.js';

const bundles = { en, es, fr, de, ar };
export type PageLanguage = keyof typeof bundles;
export const pageLanguages = Object.keys(bundles) as PageLanguage[];

/** How each language calls itself. */
export const languageNames: Record<PageLanguage, string> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  de: 'Deutsch',
  ar: 'العربية',
};

export type Translate = (key: WordKey, values?: Record<string, string>) => string;

const translations = createInstance();
await translations.init({
  resources: Object.fromEntries(
    Object.entries(bundles).map(([code, words]) => [code, { translation: words }]),
  ),
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false, skipOnVariables: true },
});

export function wordsIn(language: PageLanguage): Translate {
  const translate = translations.getFixedT(language);
  const isRtl = directionOf(language) === 'rtl';
  return (key, values = {}) => translate(key, isRtl ? isolated(values) : values);
}

/** An address or a name in Latin letters would be torn apart inside a line of Arabic (UAX 9: first strong isolate). */
function isolated(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `\u2068${value}\u2069`]));
}

export function directionOf(language: PageLanguage): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** The first of these tags (BCP 47) that we have words in, else English. */
export function pageLanguage(...tags: (string | null | undefined)[]): PageLanguage {
  const codes = tags.map((tag) => tag?.toLowerCase().split('-')[0]);
  return codes.find(isPageLanguage) ?? 'en';
}

function isPageLanguage(code: string | undefined): code is PageLanguage {
  return code !== undefined && Object.hasOwn(bundles, code);
}
