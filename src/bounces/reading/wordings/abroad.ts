import type { Wording } from './one-of.js';
import { vocabularies } from './vocabularies.js';
import type { Vocabulary } from './vocabulary.js';

type Thing = 'who' | 'domain' | 'sender';
type Predicate = 'missing' | 'full' | 'closed';

/** Thing and predicate of one language in one sentence, in either order; languages are never mixed. */
function said(thing: Thing, predicate: Predicate): Wording {
  const languages = Object.values(vocabularies).filter((words) => words[thing] && words[predicate]);
  const predicates = new RegExp(languages.map((words) => words[predicate]).join('|'));
  const pairs = languages.flatMap((words) => sentences(words[thing]!, words[predicate]!, GAPS[thing]));
  const whole = new RegExp(pairs.join('|'), 'u');
  return { test: (text) => predicates.test(text) && whole.test(text) };
}

/** A dot ends a sentence only before a space: host names are full of dots. Commas and colons end a clause. */
const GAP = '(?:[^.,:;!?。、，：；،]|[.](?=\\S))';
const GAPS: Record<Thing, number> = { who: 60, domain: 40, sender: 24 };

function sentences(thing: string, predicate: string, gap: number): string[] {
  const [subject, verb] = [atStart(thing), atStart(predicate)];
  const between = gap === GAPS.who ? `(?:${GAP}|:)` : GAP;
  return [`${subject}${between}{0,${gap}}?${verb}`, `${verb}${GAP}{0,24}?${subject}`];
}

/** At the start of a word; not in scripts without spaces, nor where the article is a prefix. */
function atStart(words: string): string {
  return /[\u0590-\u06ff\u0e00-\u0e7f\u3040-\u9fff]/.test(words) ? `(?:${words})` : `(?<!\\p{L})(?:${words})`;
}

function phrases(name: keyof Vocabulary): RegExp {
  const all = Object.values(vocabularies).flatMap((words) => words[name] ?? []);
  return new RegExp(all.map(atStart).join('|'), 'u');
}

export const unknownAbroad = said('who', 'missing');
export const fullAbroad = said('who', 'full');
export const suspendedAbroad = said('who', 'closed');
export const domainGoneAbroad = said('domain', 'missing');
export const senderAbroad = said('sender', 'missing');
export const movedAbroad = phrases('left');
export const deniedAbroad = phrases('denied');
export const sizeAbroad = phrases('large');
