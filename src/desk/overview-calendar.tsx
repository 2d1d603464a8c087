import type { VNode } from 'preact';
import { Icon } from '../web/components/icon.js';
import { timeText } from '../web/components/time.js';
import type { CalendarEntry } from './overview-facts.js';

const WHAT: Record<CalendarEntry['what'], { word: string; icon: string }> = {
  lift: { word: 'Lift', icon: 'alarm-clock' },
  early: { word: 'Early access opens', icon: 'key-round' },
  embargo: { word: 'Embargo, not armed yet', icon: 'lock' },
  event: { word: 'Event', icon: 'megaphone' },
};

type CalendarProps = { entries: readonly CalendarEntry[]; zone: string; now: Date };

/** Embargoes and events by day, in the newsroom's zone. */
export function OverviewCalendar({ entries, zone, now }: CalendarProps): VNode {
  if (entries.length === 0) return <p class="muted">No embargo and no event within the next weeks.</p>;
  return (
    <ol class="calendar">
      {daysOf(entries, zone).map((day) => (
        <li>
          <h3>{dayTitle(day.entries[0]?.at ?? now, now, zone)}</h3>
          <ul>
            {day.entries.map((entry) => (
              <li>
                <time dateTime={entry.at.toISOString()}>{clock(entry.at, zone)}</time>
                <Icon name={WHAT[entry.what].icon} />
                <span>
                  <a href={entry.href}>{entry.headline || 'Without a headline'}</a>{' '}
                  <span class="muted">{WHAT[entry.what].word}</span>
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

/** In order of time; entries of one day of the zone together. */
export function daysOf(
  entries: readonly CalendarEntry[],
  zone: string,
): { day: string; entries: CalendarEntry[] }[] {
  const days = new Map<string, CalendarEntry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.at, zone);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days].map(([day, ofDay]) => ({ day, entries: ofDay }));
}

function dayTitle(at: Date, now: Date, zone: string): string {
  const day = dayOf(at, zone);
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: zone }).format(at);
  const date = `${weekday} ${timeText(at, zone, 'date', 'en-GB')}`;
  if (day === dayOf(now, zone)) return `Today, ${date}`;
  return day === dayOf(new Date(now.getTime() + 86_400_000), zone) ? `Tomorrow, ${date}` : date;
}

/** `2026-11-24`. */
function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
}

function clock(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
