import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import type { Advisory, ReleaseKind } from '../releases/release-content.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { everybody, type Sight, visibleTo } from '../releases/visibility.js';

/**
 * The event of an advisory as iCalendar (RFC 5545, RFC 5546). The UID stays over all versions and SEQUENCE counts
 * them, so a calendar that took an earlier file moves its entry; after a kill the file cancels it, while on hold it is
 * tentative. Of what was taken back only the time is given, by which calendars find their entry.
 * @param advisory the version's own, or the last one before a notice that took it back
 * @returns null when the release has no event
 */
export function eventCalendar(
  env: Env,
  sight: Sight,
  version: ReleaseVersion,
  advisory: Advisory | null,
): string | null {
  if (!advisory?.starts) return null;
  const start = new Date(advisory.starts.at);
  const isKill = version.kind === 'kill';
  const calendar = ical({
    prodId: { company: env.ORGANISATION, product: 'Dateline', language: 'EN' },
    method: isKill ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${sight.publicId}@${env.LIST_DOMAIN}`,
    sequence: version.number - 1,
    status: STATUS[version.kind] ?? ICalEventStatus.CONFIRMED,
    stamp: sight.openedAt,
    created: sight.firstOpenedAt,
    lastModified: sight.openedAt,
    start,
    end: advisory.ends ? new Date(advisory.ends.at) : new Date(start.getTime() + 3_600_000),
    organizer: { name: env.ORGANISATION, email: env.PRESS_ADDRESS },
    ...(version.takesBack()
      ? { summary: isKill ? 'Cancelled' : 'On hold' }
      : eventWords(env, sight, version, advisory)),
  });
  return calendar.toString();
}

const STATUS: Partial<Record<ReleaseKind, ICalEventStatus>> = {
  kill: ICalEventStatus.CANCELLED,
  hold: ICalEventStatus.TENTATIVE,
};

function eventWords(env: Env, { publicId }: Sight, { headline }: ReleaseVersion, advisory: Advisory): object {
  return {
    summary: headline,
    location: advisory.where,
    description: [advisory.what, advisory.who].filter(Boolean).join('\n\n'),
    url: `${env.PUBLIC_URL}/r/${publicId}`,
  };
}

/** The event that calendars may have taken: a kill or hold need not repeat what it takes back. */
export async function eventOf(manager: EntityManager, version: ReleaseVersion): Promise<Advisory | null> {
  if (version.advisory?.starts || !version.takesBack()) return version.advisory;
  const { sql } = visibleTo(everybody, 3);
  const [row] = await manager.query<{ advisory: Advisory }[]>(
    `select v.advisory from ${sql} s join release_version v on v.id = s.version_id
      where s.release_id = $1 and s.number < $2 and v.advisory is not null order by s.number desc limit 1`,
    [version.releaseId, version.number],
  );
  return row?.advisory ?? null;
}
