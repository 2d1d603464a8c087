import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Env } from '../config/env.js';
import type { CalendarEntry } from './calendar-entries.js';

/** What stands before the headline, so that a calendar full of other things shows what it is. */
export const ENTRY_WORDS: Record<CalendarEntry['what'], string> = {
  lift: 'Embargo lifts',
  early: 'Early access opens',
  embargo: 'Embargo, not armed yet',
  event: 'Event',
  sent: 'Sent',
};

/** An event without an end takes an hour, as advisories' own calendar files say. */
const HOUR = 3_600_000;
/** Seconds after which a calendar program should ask again. */
const ASK_AGAIN = 900;

/**
 * Embargoes and events as iCalendar (RFC 5545). The UID of an entry stays when its time moves, so a calendar that
 * follows the feed moves its entry; what is no longer in the feed goes from there too.
 */
export function calendarFile(env: Env, entries: readonly CalendarEntry[]): string {
  const calendar = ical({
    name: `${env.ORGANISATION}: embargoes and events`,
    prodId: { company: env.ORGANISATION, product: 'Dateline', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: ASK_AGAIN,
  });
  for (const entry of entries) {
    const { at, what, updatedAt, href, where } = entry;
    calendar.createEvent({
      id: `${what === 'sent' ? 'lift' : what}-${href.split('/').at(-1)}@${env.LIST_DOMAIN}`,
      start: at,
      // A lift is a point in time: without an end it takes none (RFC 5545 section 3.6.1).
      end: what === 'event' ? (entry.endsAt ?? new Date(at.getTime() + HOUR)) : null,
      stamp: updatedAt,
      lastModified: updatedAt,
      status: what === 'embargo' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
      summary: `${ENTRY_WORDS[what]}: ${entry.headline || 'Without a headline'}`,
      location: where || undefined,
      url: `${env.PUBLIC_URL}${href}`,
    });
  }
  return calendar.toString();
}
