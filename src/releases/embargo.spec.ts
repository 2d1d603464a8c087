import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../errors/domain-error.js';
import { describeEmbargo } from './describe-embargo.js';
import { isKnownZone, parseEmbargo } from './embargo.js';

function refusal(wall: string, zone: string): string {
  try {
    parseEmbargo({ wall, zone });
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect((error as DomainError).code).toBe('invalid');
    return (error as DomainError).fields['embargo'] ?? '';
  }
  throw new Error(`${wall} in ${zone} was not refused`);
}

describe('reading an embargo', () => {
  it.each([
    ['2026-11-24T09:00', 'America/New_York', '2026-11-24T14:00:00.000Z'],
    ['2026-07-01T09:00', 'America/New_York', '2026-07-01T13:00:00.000Z'],
    ['2026-11-24T09:00:00', 'Asia/Kathmandu', '2026-11-24T03:15:00.000Z'],
    ['2026-11-24T09:00', 'Pacific/Kiritimati', '2026-11-23T19:00:00.000Z'],
    ['2026-01-01T00:00', 'UTC', '2026-01-01T00:00:00.000Z'],
  ])('finds the instant of %s in %s', (wall, zone, instant) => {
    expect(parseEmbargo({ wall, zone }).instant.toISOString()).toBe(instant);
  });

  it('keeps the wall time to the minute and the zone in its proper spelling', () => {
    const { wall, zone } = parseEmbargo({ wall: '2026-11-24T09:00:00', zone: 'europe/berlin' });
    expect({ wall, zone }).toEqual({ wall: '2026-11-24T09:00', zone: 'Europe/Berlin' });
  });

  it('refuses a time that the clock skips in spring and names both readings', () => {
    const message = refusal('2026-03-08T02:30', 'America/New_York');
    expect(message).toContain('02:30 on Sunday 8 March 2026 does not exist in America/New_York');
    expect(message).toContain('01:30 EST (UTC-05:00), that is 06:30 UTC');
    expect(message).toContain('03:30 EDT (UTC-04:00), that is 07:30 UTC');
  });

  it('refuses a time that the clock shows twice in autumn and names both readings', () => {
    const message = refusal('2026-11-01T01:30', 'America/New_York');
    expect(message).toContain('01:30 on Sunday 1 November 2026 happens twice in America/New_York');
    expect(message).toContain('01:30 EDT (UTC-04:00), that is 05:30 UTC');
    expect(message).toContain('01:30 EST (UTC-05:00), that is 06:30 UTC');
  });

  it('says on which day a reading lies in UTC when that is another day', () => {
    expect(refusal('2026-04-05T02:30', 'Australia/Sydney')).toContain('15:30 UTC on Saturday 4 April 2026');
  });

  it('refuses the half-hour change of Lord Howe Island and a day that a zone skipped', () => {
    expect(refusal('2026-10-04T02:15', 'Australia/Lord_Howe')).toContain('does not exist');
    expect(refusal('2011-12-30T12:00', 'Pacific/Apia')).toContain('does not exist');
  });

  it.each(['', 'Mars/Olympus', '+02:00', 'EST5EDT6', '../etc', 'America/New_York\n'])(
    'refuses %j as a zone',
    (zone) => {
      expect(isKnownZone(zone)).toBe(false);
      expect(refusal('2026-11-24T09:00', zone)).toContain('is not a known time zone');
    },
  );

  it.each(['', 'tomorrow', '2026-02-30T09:00', '2026-11-24', '2026-11-24T25:00', '2026-11-24T09:00Z'])(
    'refuses %j as a date and time',
    (wall) => {
      expect(refusal(wall, 'Europe/Berlin')).toContain('is not a date and time');
    },
  );
});

describe('showing an embargo back', () => {
  const embargo = parseEmbargo({ wall: '2026-11-24T19:30', zone: 'America/New_York' });

  it('names the weekday, the newsroom’s time and UTC', () => {
    const { weekday, newsroom, utc } = describeEmbargo(embargo, []);
    expect(weekday).toBe('Tuesday');
    expect(newsroom).toMatchObject({
      date: expect.stringMatching(/^Tuesday,? 24 November 2026$/),
      time: '19:30',
      name: 'EST',
      offset: '-05:00',
    });
    expect(utc).toMatchObject({
      date: expect.stringMatching(/^Wednesday,? 25 November 2026$/),
      time: '00:30',
      otherDay: true,
    });
  });

  it('lists the recipients’ zones once each from west to east and skips unknown ones', () => {
    const zones = [
      'Asia/Kolkata',
      'Europe/Paris',
      'nowhere',
      'America/Los_Angeles',
      'Europe/Paris',
      'UTC',
      'America/New_York',
    ];
    const { recipients } = describeEmbargo(embargo, zones);
    expect(recipients.map(({ zone, time, otherDay }) => [zone, time, otherDay])).toEqual([
      ['America/Los_Angeles', '16:30', false],
      ['Europe/Paris', '01:30', true],
      ['Asia/Kolkata', '06:00', true],
    ]);
  });
});
