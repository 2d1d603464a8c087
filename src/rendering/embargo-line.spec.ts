import { describe, expect, it } from '@jest/globals';
import { embargoLine, shortEmbargoTime } from './embargo-line.js';

const stockholm = { instant: '2026-11-24T08:00:00Z', zone: 'Europe/Stockholm' };

describe('embargoLine', () => {
  it('gives weekday, date, 24-hour time, zone and UTC', () => {
    expect(embargoLine(stockholm, 'Europe/Stockholm', 'en')).toBe(
      'EMBARGOED UNTIL Tuesday, 24 November 2026, 09:00 CET (Europe/Stockholm) · 08:00 UTC',
    );
  });

  it('adds the newsroom’s own time where that is another zone', () => {
    expect(embargoLine(stockholm, 'America/New_York', 'en')).toBe(
      'EMBARGOED UNTIL Tuesday, 24 November 2026, 09:00 CET (Europe/Stockholm)' +
        ' · 03:00 EST (America/New_York) · 08:00 UTC',
    );
  });

  it('repeats the day where another zone is on another day', () => {
    const tokyo = { instant: '2026-11-23T15:30:00Z', zone: 'Asia/Tokyo' };
    expect(embargoLine(tokyo, 'Asia/Tokyo', 'en')).toBe(
      'EMBARGOED UNTIL Tuesday, 24 November 2026, 00:30 UTC+09:00 (Asia/Tokyo) · Monday, 23 November 2026, 15:30 UTC',
    );
  });

  it('says UTC once', () => {
    expect(embargoLine({ instant: '2026-11-24T08:00:00Z', zone: 'UTC' }, 'UTC', 'en')).toBe(
      'EMBARGOED UNTIL Tuesday, 24 November 2026, 08:00 UTC',
    );
    expect(embargoLine({ instant: '2026-11-24T08:00:00Z', zone: 'Etc/UTC' }, 'UTC', 'en')).toBe(
      'EMBARGOED UNTIL Tuesday, 24 November 2026, 08:00 UTC',
    );
  });

  it('knows summer time', () => {
    const summer = { instant: '2026-07-01T08:00:00Z', zone: 'Europe/London' };
    expect(embargoLine(summer, 'Europe/London', 'en-GB')).toContain('09:00 BST (Europe/London) · 08:00 UTC');
  });

  it.each([
    ['en-US', 'EMBARGOED UNTIL Tuesday, November 24, 2026, 09:00 CET'],
    ['es', 'EMBARGADO HASTA martes, 24 de noviembre de 2026, 09:00 CET'],
    ['de', 'SPERRFRIST BIS Dienstag, 24. November 2026, 09:00 CET'],
    ['sv-SE', 'EMBARGO TILL tisdag 24 november 2026, 09:00 CET'],
    ['fr', 'SOUS EMBARGO JUSQU’AU mardi 24 novembre 2026, 09:00 CET'],
    ['tlh', 'EMBARGOED UNTIL '],
  ])('speaks %s', (locale, line) => {
    expect(embargoLine(stockholm, 'Europe/Stockholm', locale)).toContain(line);
  });

  it('writes Arabic with digits that every newsroom reads', () => {
    expect(embargoLine(stockholm, 'Europe/Stockholm', 'ar')).toContain('24');
  });

  it('says that a release without embargo is free', () => {
    expect(embargoLine(undefined, 'Europe/Stockholm', 'en')).toBe('FOR IMMEDIATE RELEASE');
  });

  it('refuses a zone or an instant that does not exist', () => {
    expect(() => embargoLine({ ...stockholm, zone: 'Europe/Atlantis' }, 'UTC', 'en')).toThrow(RangeError);
    expect(() => embargoLine({ ...stockholm, instant: 'soon' }, 'UTC', 'en')).toThrow(RangeError);
  });

  it('has a form that fits a subject', () => {
    expect(shortEmbargoTime(stockholm, 'en')).toBe('24 Nov 2026, 09:00 CET');
  });
});
