import { describe, expect, it } from '@jest/globals';
import { eventTimeText } from './moments.js';

const zone = 'America/New_York';
const at = (instant: string) => ({ wall: '', zone, at: instant });

describe('the time of an event', () => {
  it.each([
    ['2027-01-18T21:00:00Z', null, 'en', 'Monday, 18 January 2027, 16:00 EST'],
    ['2027-01-18T21:00:00Z', '2027-01-18T22:30:00Z', 'en', 'Monday, 18 January 2027, 16:00–17:30 EST'],
    [
      '2027-07-18T21:00:00Z',
      '2027-07-19T15:00:00Z',
      'en',
      'Sunday, 18 July 2027, 17:00 – Monday, 19 July 2027, 11:00 EDT',
    ],
    ['2027-01-18T21:00:00Z', null, 'es', 'lunes, 18 de enero de 2027, 16:00 EST'],
  ])('%s to %s in %s reads %s', (starts, ends, language, text) => {
    expect(eventTimeText(at(starts), ends ? at(ends) : null, language)).toBe(text);
  });
});
