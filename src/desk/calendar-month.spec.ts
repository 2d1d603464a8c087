import { describe, expect, it } from '@jest/globals';
import { calendarMonth, dayOf, monthOf, withEntries } from './calendar-month.js';

const ZONE = 'America/New_York';

describe('a month of the calendar', () => {
  it('has whole weeks from Monday to Sunday', () => {
    const { weeks } = calendarMonth('2026-11', ZONE);
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.map(({ date }) => date)).toEqual([
      ...['2026-10-26', '2026-10-27', '2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01'],
    ]);
    expect(weeks.flat().filter(({ isInMonth }) => isInMonth)).toHaveLength(30);
  });

  it('needs four weeks for a February that begins on a Monday', () => {
    expect(calendarMonth('2027-02', ZONE).weeks).toHaveLength(4);
  });

  it('knows its neighbours over the end of a year', () => {
    expect(calendarMonth('2026-12', ZONE)).toMatchObject({ previous: '2026-11', next: '2027-01' });
    expect(calendarMonth('2027-01', ZONE)).toMatchObject({ previous: '2026-12', next: '2027-02' });
  });

  it('begins and ends at midnight of the zone, whatever the clocks do in between', () => {
    const { from, to } = calendarMonth('2026-11', ZONE);
    expect(from.toISOString()).toBe('2026-10-26T04:00:00.000Z');
    expect(to.toISOString()).toBe('2026-12-07T05:00:00.000Z');
  });

  it('puts an hour on the day that it is in the newsroom', () => {
    const late = { at: new Date('2026-11-25T04:30:00Z') };
    const days = withEntries(calendarMonth('2026-11', ZONE), [late], ZONE).flat();
    expect(days.filter(({ entries }) => entries.length > 0).map(({ date }) => date)).toEqual(['2026-11-24']);
  });

  it.each([
    ['2026-11', '2026-11'],
    ['2026-13', '2026-12'],
    ['0000-01', '2026-12'],
    ['next', '2026-12'],
    [undefined, '2026-12'],
  ])('reads %s as %s', (text, month) => {
    expect(monthOf(text, new Date('2026-12-01T05:00:00Z'), ZONE)).toBe(month);
  });

  it('is still in November while it is December in UTC', () => {
    expect(dayOf(new Date('2026-12-01T04:59:00Z'), ZONE)).toBe('2026-11-30');
  });
});
