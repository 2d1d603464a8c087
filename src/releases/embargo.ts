import { Temporal } from 'temporal-polyfill';
import { invalid } from '../errors/domain-error.js';

/** A time as it stands on the clock of a place. `zone` is an IANA name, `wall` is `YYYY-MM-DDTHH:MM`, with `:SS` if need be. */
export interface WallTime {
  wall: string;
  zone: string;
}

/** What was meant, and the one instant that it names. */
export interface Embargo extends WallTime {
  instant: Date;
}

/** One way to understand a wall time, e.g. `01:30 EDT (UTC-04:00), that is 05:30 UTC`. */
interface Reading {
  local: string;
  utc: string;
}

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
/** Offsets such as `+02:00` know nothing of summer time, so a zone has to be named by its place. */
const ZONE_NAME = /^[A-Za-z]/;

/**
 * Finds the instant of a wall time. Whether it lies in the past is for the caller to decide.
 * @throws DomainError `invalid`, at `field`, when the zone is unknown, the date does not exist, or the clock shows that
 * time never (spring) or twice (autumn); the message then names both readings with their offset and UTC time
 */
export function parseEmbargo({ wall, zone }: WallTime, field = 'embargo'): Embargo {
  const zoneId = knownZone(zone, field);
  const time = plainTime(wall, field);
  const first = time.toZonedDateTime(zoneId, { disambiguation: 'earlier' });
  const second = time.toZonedDateTime(zoneId, { disambiguation: 'later' });
  if (!first.equals(second)) throw invalid(field, ambiguity(time, [first, second]));
  return {
    wall: time.toString({ smallestUnit: time.second === 0 ? 'minute' : 'second' }),
    zone: zoneId,
    instant: new Date(first.epochMilliseconds),
  };
}

/** True when the zone is one that `parseEmbargo` takes. */
export function isKnownZone(zone: string): boolean {
  if (!ZONE_NAME.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function knownZone(zone: string, field: string): string {
  if (!isKnownZone(zone)) {
    throw invalid(
      field,
      `“${zone.slice(0, 60)}” is not a known time zone. Use a name such as America/New_York.`,
    );
  }
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
}

function plainTime(wall: string, field: string): Temporal.PlainDateTime {
  try {
    if (!WALL.test(wall)) throw new RangeError('not a date and time');
    return Temporal.PlainDateTime.from(wall, { overflow: 'reject' });
  } catch {
    throw invalid(field, `“${wall.slice(0, 40)}” is not a date and time. Write it like 2026-11-24T09:00.`);
  }
}

function ambiguity(
  time: Temporal.PlainDateTime,
  candidates: [Temporal.ZonedDateTime, Temporal.ZonedDateTime],
) {
  const [a, b] = candidates.map(readingOf) as [Reading, Reading];
  const zone = candidates[0].timeZoneId;
  const when = `${clock(time)} on ${longDate(time)}`;
  const exists = candidates[0].toPlainDateTime().equals(time);
  return exists
    ? `${when} happens twice in ${zone}, because clocks are set back: first ${a.local}, that is ${a.utc}; ` +
        `then ${b.local}, that is ${b.utc}. Choose a time that happens once.`
    : `${when} does not exist in ${zone}, because clocks are set forward. It could be read as ${a.local}, that is ` +
        `${a.utc}, or as ${b.local}, that is ${b.utc}. Choose one of these.`;
}

function readingOf(moment: Temporal.ZonedDateTime): Reading {
  const utc = moment.withTimeZone('UTC');
  const otherDay = utc.toPlainDate().equals(moment.toPlainDate()) ? '' : ` on ${longDate(utc)}`;
  return {
    local: `${clock(moment)} ${zoneAbbreviation(moment)} (UTC${moment.offset})`.replace(/ {2}/, ' '),
    utc: `${clock(utc)} UTC${otherDay}`,
  };
}

function clock(time: { hour: number; minute: number }): string {
  return `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
}

/** "Sunday 1 November 2026". Put together here because ICU versions differ in their commas. */
function longDate(date: { toPlainDate(): Temporal.PlainDate }): string {
  const day = date.toPlainDate();
  const [weekday, month] = [{ weekday: 'long' }, { month: 'long' }].map((part) =>
    day.toLocaleString('en-GB', part as Intl.DateTimeFormatOptions),
  );
  return `${weekday} ${day.day} ${month} ${day.year}`;
}

/** "EST", or nothing where English has no short name for the zone. */
function zoneAbbreviation(moment: Temporal.ZonedDateTime): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: moment.timeZoneId, timeZoneName: 'short' });
  const name = parts
    .formatToParts(moment.epochMilliseconds)
    .find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined || /^(GMT|UTC)[+-]/.test(name) ? '' : name;
}
