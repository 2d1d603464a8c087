import type { VNode } from 'preact';
import type { Advisory, EventTime } from '../releases/release-content.js';
import { clock, dayIn, leftToRight, zoneAbbreviation } from '../rendering/embargo-line.js';

type MomentProps = { at: Date; zone: string; language: string };

/** "Saturday, 28 November 2026, 14:05 EST": for what may not be misread, such as a correction. */
export function Moment({ at, zone, language }: MomentProps): VNode {
  const time = leftToRight(`${clock(zone, at)} ${zoneAbbreviation(zone, at)}`, language);
  return (
    <time dateTime={at.toISOString()}>
      {dayIn(zone, at, language)}, {time}
    </time>
  );
}

type EventMomentProps = { starts: EventTime; ends: Advisory['ends']; language: string; yours: string };

/** When an event is, by the clock there; a script adds the reader's own time where that differs. */
export function EventMoment({ starts, ends, language, yours }: EventMomentProps): VNode {
  return (
    <local-time data-at={starts.at} data-until={ends?.at} data-zone={starts.zone} data-yours={yours}>
      <time dateTime={starts.at}>{eventTimeText(starts, ends, language)}</time>{' '}
      <span class="muted" dir="ltr">
        {starts.zone.replaceAll('_', ' ')}
      </span>
    </local-time>
  );
}

/** "Monday, 18 January 2027, 16:00–17:00 EST"; the second day is named when there is one. */
export function eventTimeText(starts: EventTime, ends: EventTime | null, language: string): string {
  const { zone } = starts;
  const [from, to] = [new Date(starts.at), ends && new Date(ends.at)];
  const day = dayIn(zone, from, language);
  const lastDay = to ? dayIn(zone, to, language) : day;
  const abbreviation = zoneAbbreviation(zone, from);
  const hours = (text: string) => leftToRight(`${text} ${abbreviation}`, language);
  if (!to) return `${day}, ${hours(clock(zone, from))}`;
  if (lastDay === day) return `${day}, ${hours(`${clock(zone, from)}–${clock(zone, to)}`)}`;
  return `${day}, ${clock(zone, from)} – ${lastDay}, ${hours(clock(zone, to))}`;
}
