import type { VNode } from 'preact';
import { Icon } from '../web/components/icon.js';
import { timeText } from '../web/components/time.js';
import type { CalendarEntry } from './calendar-entries.js';
import { ENTRY_WORDS } from './calendar-file.js';
import { dayOf } from './calendar-month.js';

const ICONS: Record<CalendarEntry['what'], string> = {
  lift: 'alarm-clock',
  early: 'key-round',
  embargo: 'lock',
  event: 'megaphone',
  sent: 'check',
};

type CalendarProps = { entries: readonly CalendarEntry[]; zone: string; now: Date };

/** Embargoes and events by day, in the newsroom's zone. */
export function CalendarList({ entries, zone, now }: CalendarProps): VNode {
  return (
    <ol class="calendar">
      {daysOf(entries, zone).map(([day, ofDay]) => (
        <li>
          <h3>{dayTitle(day, now, zone)}</h3>
          <ul>
            {ofDay.map((entry) => (
              <CalendarLine entry={entry} zone={zone} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

/** One hour: when, what, and the way to it. */
export function CalendarLine({ entry, zone }: { entry: CalendarEntry; zone: string }): VNode {
  return (
    <li class={`calendar-${entry.what}`}>
      <time dateTime={entry.at.toISOString()}>{clockOf(entry.at, zone)}</time>
      <Icon name={ICONS[entry.what]} />
      <span>
        <a href={entry.href}>{entry.headline || 'Without a headline'}</a>{' '}
        <span class="muted">{[ENTRY_WORDS[entry.what], entry.where].filter(Boolean).join(', ')}</span>
      </span>
    </li>
  );
}

/** In order of time; entries of one day of the zone together. */
export function daysOf(entries: readonly CalendarEntry[], zone: string): [day: string, CalendarEntry[]][] {
  const days = new Map<string, CalendarEntry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.at, zone);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

/** "Tomorrow, Sunday 29 November 2026" */
export function dayTitle(day: string, now: Date, zone: string): string {
  // Noon of the day in UTC is that day for whoever formats it in UTC.
  const noon = new Date(`${day}T12:00:00Z`);
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(noon);
  const date = `${weekday} ${timeText(noon, 'UTC', 'date', 'en-GB')}`;
  const today = dayOf(now, zone);
  if (day === today) return `Today, ${date}`;
  const tomorrow = new Date(new Date(`${today}T12:00:00Z`).getTime() + 86_400_000);
  return day === tomorrow.toISOString().slice(0, 10) ? `Tomorrow, ${date}` : date;
}

function clockOf(at: Date, zone: string): string {
  return timeText(at, zone, 'clock', 'en-GB').slice(0, 5);
}
