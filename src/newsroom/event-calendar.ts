import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';

/**
 * The event of an advisory as iCalendar (RFC 5545, RFC 5546). The UID stays over all versions and SEQUENCE counts
 * them, so a calendar that took an earlier file moves its entry; after a kill the file cancels it.
 * @returns null when the release has no event
 */
export function eventCalendar(env: Env, sight: Sight, version: ReleaseVersion): string | null {
  const { advisory } = version;
  if (!advisory?.starts) return null;
  const isCancelled = version.kind === 'kill';
  const start = new Date(advisory.starts.at);
  const calendar = ical({
    prodId: { company: env.ORGANISATION, product: 'Dateline', language: 'EN' },
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${sight.publicId}@${env.LIST_DOMAIN}`,
    sequence: version.number - 1,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    stamp: sight.openedAt,
    start,
    end: advisory.ends ? new Date(advisory.ends.at) : new Date(start.getTime() + 3_600_000),
    organizer: { name: env.ORGANISATION, email: env.PRESS_ADDRESS },
    ...(isCancelled ? { summary: 'Cancelled' } : eventWords(env, sight, version)),
  });
  return calendar.toString();
}

function eventWords(env: Env, { publicId }: Sight, { headline, advisory }: ReleaseVersion): object {
  return {
    summary: headline,
    location: advisory?.where,
    description: [advisory?.what, advisory?.who].filter(Boolean).join('\n\n'),
    url: `${env.PUBLIC_URL}/r/${publicId}`,
  };
}
