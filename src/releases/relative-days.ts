import type { Embargo } from './embargo.js';

// Words whose meaning moves with the day on which they are read.
const WORDS: Record<string, RegExp> = {
  en: /\b(today|tomorrow|yesterday|tonight|this (?:morning|afternoon|evening|weekend))\b/giu,
  de: /(?<!\p{L})(heute|morgen|gestern)(?!\p{L})/giu,
  es: /(?<!\p{L})(hoy|mañana|ayer|esta noche)(?!\p{L})/giu,
  fr: /(?<!\p{L})(aujourd[’']hui|demain|hier|ce soir)(?!\p{L})/giu,
  pt: /(?<!\p{L})(hoje|amanhã|ontem)(?!\p{L})/giu,
  it: /(?<!\p{L})(oggi|domani|ieri|stasera)(?!\p{L})/giu,
};

/**
 * "Today" and its like in a text that lifts on another day than the one it is written on, each word once.
 * Knows six languages; finds nothing in others.
 */
export function relativeDays(text: string, language: string, embargo: Embargo | null, now: Date): string[] {
  if (embargo === null || dayIn(embargo.zone, embargo.instant) === dayIn(embargo.zone, now)) return [];
  const words = WORDS[language.split('-')[0]?.toLowerCase() ?? ''];
  if (words === undefined) return [];
  return [...new Set([...text.matchAll(words)].map(([word]) => word.toLowerCase()))];
}

function dayIn(zone: string, instant: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(instant);
}
