/** A weekday with a date that falls on another one. */
export interface MisfitDate {
  /** As it stands in the text. */
  written: string;
  /** The weekday that the date really is, in the language of the text. */
  isA: string;
}

interface DateWords {
  weekdays: string[];
  months: string[];
}

const DAY = 86_400_000;

/**
 * Finds "Tuesday, November 25, 2026" and the like whose weekday does not fit the date. Without a year the one is meant
 * that brings the date nearest to `near`. Knows the weekdays and months of any language that Intl knows; ordinals
 * ("25th", "1er") and a word or two between weekday and date ("den", "de") are skipped.
 */
export function datesThatDoNotFit(text: string, language: string, near: Date): MisfitDate[] {
  const words = dateWords(language);
  return [...text.matchAll(datePattern(words))].flatMap((match) => {
    const { weekday = '', day1, month1, day2, month2, year } = match.groups ?? {};
    const month = indexOfWord(words.months, month1 ?? month2 ?? '') % 12;
    const date = dateNear(Number(day1 ?? day2), month, year === undefined ? null : Number(year), near);
    const isWritten = indexOfWord(words.weekdays, weekday) % 7;
    if (date === null || date.getUTCDay() === isWritten) return [];
    return [{ written: match[0], isA: longWeekday(language, date) }];
  });
}

/** Long names first, then short ones: index modulo 7 or 12 is the weekday or month. */
function dateWords(language: string): DateWords {
  const name = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat([language, 'en'], { ...options, timeZone: 'UTC' });
  const weekday = (format: Intl.DateTimeFormat) =>
    // 4 January 1970 was a Sunday.
    Array.from({ length: 7 }, (_, i) => format.format(new Date((3 + i) * DAY)));
  const month = (options: Intl.DateTimeFormatOptions) =>
    Array.from({ length: 12 }, (_, i) =>
      name({ ...options, day: 'numeric' })
        .formatToParts(new Date(Date.UTC(2026, i, 1)))
        .filter(({ type }) => type === 'month')
        .map(({ value }) => value)
        .join(''),
    );
  return {
    weekdays: [...weekday(name({ weekday: 'long' })), ...weekday(name({ weekday: 'short' }))],
    months: [...month({ month: 'long' }), ...month({ month: 'short' })],
  };
}

function datePattern({ weekdays, months }: DateWords): RegExp {
  const weekday = `(?<weekday>${alternatives(weekdays)})\\.?`;
  const month = (n: number) => `(?<month${n}>${alternatives(months)})\\.?`;
  const day = (n: number) => `(?<day${n}>[0-3]?\\d)(?:st|nd|rd|th|er|º|\\.)?`;
  const dayFirst = `${day(1)}\\s+(?:de\\s+|of\\s+)?${month(1)}`;
  const monthFirst = `${month(2)}\\s+${day(2)}(?!\\d)`;
  const year = `(?:,?\\s+(?:de\\s+)?(?<year>(?:19|20)\\d{2}))?`;
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${weekday},?\\s+(?:[a-z]{2,3}\\s+)?(?:${dayFirst}|${monthFirst})${year}(?![\\p{L}\\p{N}])`,
    'giu',
  );
}

function alternatives(words: string[]): string {
  const escaped = words.map((word) => word.replace(/\.$/, '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return [...new Set(escaped)].sort((a, b) => b.length - a.length).join('|');
}

function indexOfWord(words: string[], written: string): number {
  const plain = (word: string) => word.replace(/\.$/, '').toLowerCase();
  return words.findIndex((word) => plain(word) === plain(written));
}

function dateNear(day: number, month: number, year: number | null, near: Date): Date | null {
  const years = year === null ? [-1, 0, 1].map((shift) => near.getUTCFullYear() + shift) : [year];
  const dates = years
    .map((each) => new Date(Date.UTC(each, month, day)))
    .filter((date) => date.getUTCMonth() === month && date.getUTCDate() === day);
  const distance = (date: Date) => Math.abs(date.getTime() - near.getTime());
  return dates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

function longWeekday(language: string, date: Date): string {
  return new Intl.DateTimeFormat([language, 'en'], { weekday: 'long', timeZone: 'UTC' }).format(date);
}
