import { dateFormat } from './date-format.js';
import type { Embargo } from './release-content.js';
import { directionOf, wordsIn } from './words.js';

/**
 * "EMBARGOED UNTIL Tuesday, 24 November 2026, 09:00 CET (Europe/Stockholm) · 08:00 UTC", or
 * "FOR IMMEDIATE RELEASE" without an embargo, in the words of the locale. Always 24 hours, always with
 * weekday, zone and UTC: am/pm, a missing zone and a wrong weekday are how embargoes have been broken.
 * @throws RangeError for an instant or zone that does not exist
 */
export function embargoLine(embargo: Embargo | undefined, newsroomZone: string, locale: string): string {
  const labels = wordsIn(locale);
  if (!embargo) return labels.immediateRelease;
  return `${labels.embargoedUntil} ${embargoTimes(embargo, newsroomZone, locale)}`;
}

/** The lift in its own zone, in the newsroom's where that is another, and in UTC. */
export function embargoTimes(embargo: Embargo, newsroomZone: string, locale: string): string {
  const instant = new Date(embargo.instant);
  const given = [embargo.zone, newsroomZone, 'UTC'].map((zone) => (isUtc(zone) ? 'UTC' : zone));
  const zones = [...new Set(given)];
  const firstDay = dayIn(zones[0] ?? 'UTC', instant, locale);
  return zones
    .map((zone, i) => {
      const day = dayIn(zone, instant, locale);
      return `${i === 0 || day !== firstDay ? `${day}, ` : ''}${leftToRight(timeIn(zone, instant), locale)}`;
    })
    .join(' · ');
}

/** "24 Nov 2026, 09:00 CET": short enough for a subject. */
export function shortEmbargoTime(embargo: Embargo, locale: string): string {
  const instant = new Date(embargo.instant);
  const day = dateFormat(dayFirst(locale), {
    timeZone: embargo.zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(instant);
  const time = `${clock(embargo.zone, instant)} ${zoneAbbreviation(embargo.zone, instant)}`;
  return `${day}, ${leftToRight(time, locale)}`;
}

// Unicode isolates (UAX 9): "09:00 CET" must not be torn apart inside a line of Arabic.
export function leftToRight(text: string, locale: string): string {
  return directionOf(locale) === 'rtl' ? `\u2066${text}\u2069` : text;
}

function isUtc(zone: string): boolean {
  return ['UTC', 'Etc/UTC', 'Etc/GMT', 'GMT'].includes(zone);
}

/** "Tuesday, 24 November 2026", the month after the day except in American English. */
export function dayIn(zone: string, instant: Date, locale: string): string {
  const format = dateFormat(dayFirst(locale), { dateStyle: 'full', timeZone: zone });
  const day = format.format(instant);
  // British English leaves out the comma after the weekday.
  return isEnglish(locale) ? day.replace(/^(\p{L}+) (?=\d)/u, '$1, ') : day;
}

function timeIn(zone: string, instant: Date): string {
  const time = `${clock(zone, instant)} ${zoneAbbreviation(zone, instant)}`;
  return isUtc(zone) ? time : `${time} (${zone})`;
}

/** "09:00", always of 24 hours. */
export function clock(zone: string, instant: Date): string {
  return dateFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant);
}

// Each English locale knows the abbreviations of its own part of the world only.
const ABBREVIATION_LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA', 'en-CA'];

/** "CET", "EST", "IST"; where there is none, the offset: "UTC+05:45". */
export function zoneAbbreviation(zone: string, instant: Date): string {
  if (isUtc(zone)) return 'UTC';
  const names = ABBREVIATION_LOCALES.map((locale) => zoneName(zone, instant, locale, 'short'));
  const known = names.find((name) => !/^(GMT|UTC)[+-]/.test(name));
  return known ?? zoneName(zone, instant, 'en', 'longOffset').replace(/^GMT/, 'UTC');
}

function zoneName(zone: string, instant: Date, locale: string, style: 'short' | 'longOffset'): string {
  const parts = dateFormat(locale, { timeZone: zone, timeZoneName: style }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** Plain English and the unknown get the day before the month; `en-US` keeps its own order. */
function dayFirst(locale: string): string {
  return /^en-us$/i.test(locale) || !isEnglish(locale) ? withLatinDigits(locale) : 'en-GB';
}

// Digits that every newsroom reads; Arabic would otherwise differ from one country to the next.
function withLatinDigits(locale: string): string {
  return `${locale}-u-nu-latn-ca-gregory`;
}

function isEnglish(locale: string): boolean {
  return /^en(-|$)/i.test(locale);
}
