import { Temporal } from 'temporal-polyfill';

/** A day of a calendar, with what is on it. */
export interface CalendarDay<T> {
  /** `2026-11-24` */
  date: string;
  /** 1 to 31 */
  number: number;
  /** Of the month that is shown, not of its neighbours. */
  isInMonth: boolean;
  entries: T[];
}

/** A month as it is shown: whole weeks from Monday to Sunday. */
export interface CalendarMonth {
  /** `2026-11` */
  month: string;
  previous: string;
  next: string;
  /** The instants at which the first shown day begins and the last one has ended, in the zone. */
  from: Date;
  to: Date;
  weeks: CalendarDay<never>[][];
}

/** `2026-11` of a text, or of the day that it is in the zone. Years from 1900 to 2199. */
export function monthOf(text: string | undefined, now: Date, zone: string): string {
  if (text !== undefined && /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text)) return text;
  return dayOf(now, zone).slice(0, 7);
}

/** `2026-11-24`: the day that it is in the zone. */
export function dayOf(at: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/** @param month as `monthOf` gives it. Days begin at the zone's own midnight, which may be 1 o'clock when clocks change. */
export function calendarMonth(month: string, zone: string): CalendarMonth {
  const shown = Temporal.PlainYearMonth.from(month);
  const first = shown.toPlainDate({ day: 1 });
  const start = first.subtract({ days: first.dayOfWeek - 1 });
  const weekCount = Math.ceil((first.dayOfWeek - 1 + shown.daysInMonth) / 7);
  const day = (index: number): CalendarDay<never> => {
    const date = start.add({ days: index });
    const isInMonth = date.year === shown.year && date.month === shown.month;
    return { date: date.toString(), number: date.day, isInMonth, entries: [] };
  };
  const instant = (date: Temporal.PlainDate) => new Date(date.toZonedDateTime(zone).epochMilliseconds);
  return {
    month: shown.toString(),
    previous: shown.subtract({ months: 1 }).toString(),
    next: shown.add({ months: 1 }).toString(),
    from: instant(start),
    to: instant(start.add({ days: weekCount * 7 })),
    weeks: Array.from({ length: weekCount }, (_week, week) =>
      Array.from({ length: 7 }, (_day, weekday) => day(week * 7 + weekday)),
    ),
  };
}

/** The weeks with each entry on its day of the zone. */
export function withEntries<T extends { at: Date }>(
  { weeks }: CalendarMonth,
  entries: readonly T[],
  zone: string,
): CalendarDay<T>[][] {
  const byDay = new Map<string, T[]>();
  for (const entry of entries) {
    const day = dayOf(entry.at, zone);
    byDay.set(day, [...(byDay.get(day) ?? []), entry]);
  }
  return weeks.map((week) => week.map((day) => ({ ...day, entries: byDay.get(day.date) ?? [] })));
}
