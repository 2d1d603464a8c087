import { describe, expect, it } from '@jest/globals';
import { mornings } from './digest-morning.js';

const at = (iso: string, ...zones: string[]) => mornings(zones, 'UTC', new Date(iso));

describe('the morning of a reader', () => {
  it('is by the clock where they are, also across the date line', () => {
    expect(at('2026-11-23T20:30:00Z', 'Pacific/Auckland', 'Europe/Berlin')).toEqual([
      { zone: 'Pacific/Auckland', day: '2026-11-24', isMonday: false },
    ]);
    expect(at('2026-11-23T06:30:00Z', 'Europe/Berlin')).toEqual([
      { zone: 'Europe/Berlin', day: '2026-11-23', isMonday: true },
    ]);
  });

  it('begins at seven and ends at noon', () => {
    const is = (iso: string) => at(iso, 'UTC').length === 1;
    expect(['06:59:59', '07:00:00', '11:59:59', '12:00:00'].map((time) => is(`2026-11-24T${time}Z`))).toEqual(
      [false, true, true, false],
    );
  });

  it('is the newsroom’s where nobody knows the zone', () => {
    expect(at('2026-11-24T08:00:00Z', 'Mars/Olympus')).toHaveLength(1);
  });
});
