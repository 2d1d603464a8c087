import { Temporal } from 'temporal-polyfill';
import { type Embargo, isKnownZone } from './embargo.js';

/** The same instant on the clock of one place. */
export interface LocalTime {
  zone: string;
  /** "Tuesday, 24 November 2026" */
  date: string;
  /** "09:00" */
  time: string;
  /** "EST", or "GMT+5:30" where there is no short name. */
  name: string;
  /** "-05:00" */
  offset: string;
  /** The calendar day differs from the one in the newsroom: worth pointing out. */
  otherDay: boolean;
}

/** An embargo as it is shown back before anybody arms it. */
export interface EmbargoDescription {
  /** "Tuesday", in the zone in which the embargo was given. */
  weekday: string;
  newsroom: LocalTime;
  utc: LocalTime;
  /** One line a zone of the recipients, from west to east, without repeating the newsroom's and UTC. */
  recipients: LocalTime[];
}

/** Says in every zone that matters what an embargo means. Unknown zones among `zones` are left out. */
export function describeEmbargo(embargo: Embargo, zones: string[], language = 'en-GB'): EmbargoDescription {
  const instant = Temporal.Instant.fromEpochMilliseconds(embargo.instant.getTime());
  const home = instant.toZonedDateTimeISO(embargo.zone);
  const shown = (zone: string): LocalTime => localTime(instant.toZonedDateTimeISO(zone), home, language);
  const others = [...new Set(zones)].filter(
    (zone) => zone !== embargo.zone && zone !== 'UTC' && isKnownZone(zone),
  );
  return {
    weekday: home.toLocaleString(language, { weekday: 'long' }),
    newsroom: shown(embargo.zone),
    utc: shown('UTC'),
    recipients: others
      .map((zone) => instant.toZonedDateTimeISO(zone))
      .sort((a, b) => a.offsetNanoseconds - b.offsetNanoseconds || a.timeZoneId.localeCompare(b.timeZoneId))
      .map((moment) => localTime(moment, home, language)),
  };
}

function localTime(
  moment: Temporal.ZonedDateTime,
  home: Temporal.ZonedDateTime,
  language: string,
): LocalTime {
  return {
    zone: moment.timeZoneId,
    date: moment.toLocaleString(language, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    }),
    time: moment.toPlainTime().toString({ smallestUnit: 'minute' }),
    name: zoneName(moment),
    offset: moment.offset,
    otherDay: !moment.toPlainDate().equals(home.toPlainDate()),
  };
}

// US English knows the short names that newsrooms use (EST, PDT); British English would say GMT-5.
function zoneName(moment: Temporal.ZonedDateTime): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: moment.timeZoneId, timeZoneName: 'short' });
  const part = format.formatToParts(moment.epochMilliseconds).find(({ type }) => type === 'timeZoneName');
  return part?.value ?? moment.offset;
}
