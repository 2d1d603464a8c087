import { existsSync, readFileSync } from 'node:fs';
import type { ReleaseKind, ReleaseType } from './release-content.js';

/** The words of a mail that no press officer writes, from `templates/words/{language}.json`. */
export interface Words {
  types: Record<ReleaseType, string>;
  /** `subject` marks the subject, `band` stands above the headline. */
  notices: Record<Exclude<ReleaseKind, 'original'>, { subject: string; band: string }>;
  embargoedUntil: string;
  immediateRelease: string;
  who: string;
  what: string;
  when: string;
  where: string;
  pressContact: string;
  about: string;
  credit: string;
  image: string;
  links: string;
  view: string;
  preferences: string;
  unsubscribe: string;
  reason: string;
  reasonTopics: string;
  /** Where their address came from, and what they can do about it: the law wants it said with the first mail. */
  rights: string;
  /** That opens and clicks are counted, and how to change that. */
  counted: string;
  /** With {organisation} and {minutes}. */
  signIn: { subject: string; body: string; button: string; reason: string };
  /** With {organisation} and {days}. */
  confirm: { subject: string; body: string; button: string; reason: string };
  /** With {code}, {headline} and {minutes}. */
  code: { subject: string; body: string; bodyWithHeadline: string; validity: string; reason: string };
  /** With {organisation}. */
  noticeReason: string;
  /** Above the same address as the button's, for those who cannot press it. */
  copy: string;
}

const FALLBACK = 'en';
const WORDS = new URL('../../templates/words/', import.meta.url);
const known = new Map<string, Words>();

/** The words of a language, by its primary subtag; English where there is no file for it. Read once. */
export function wordsIn(language: string): Words {
  const primary = primarySubtag(language);
  const words = known.get(primary) ?? readWords(primary);
  known.set(primary, words);
  return words;
}

function readWords(primary: string): Words {
  const file = new URL(`${primary}.json`, WORDS);
  if (!/^[a-z]{2,3}$/.test(primary) || !existsSync(file)) return wordsIn(FALLBACK);
  return JSON.parse(readFileSync(file, 'utf8')) as Words;
}

/** Puts values into a sentence: `fillWords('for {minutes} minutes', { minutes: '15' })`. */
export function fillWords(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{([a-z]+)\}/g, (place, name: string) => values[name] ?? place);
}

/** A name of any script for a sentence of this language: inside a line of Arabic, Latin letters would tear it apart (UAX 9). */
export function nameWithin(language: string, name: string): string {
  return directionOf(language) === 'rtl' ? `\u2068${name}\u2069` : name;
}

const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(primarySubtag(language)) ? 'rtl' : 'ltr';
}

function primarySubtag(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}
