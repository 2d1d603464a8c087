import { describe, expect, it } from '@jest/globals';
import { datesThatDoNotFit } from './dates-in-text.js';

const near = new Date('2026-11-23T12:00:00Z');
const misfits = (text: string, language = 'en') => datesThatDoNotFit(text, language, near);

describe('weekdays in a text', () => {
  it.each([
    ['Wednesday, November 24, 2026', 'en', 'Tuesday'],
    ['on Wednesday 24 November at nine', 'en', 'Tuesday'],
    ['Wed., Nov. 24', 'en', 'Tuesday'],
    ['Wednesday 24th November', 'en', 'Tuesday'],
    ['am Mittwoch, den 24. November 2026', 'de', 'Dienstag'],
    ['el miércoles 24 de noviembre de 2026', 'es', 'martes'],
    ['le mercredi 24 novembre', 'fr', 'mardi'],
  ])('%s is noticed', (text, language, isA) => {
    expect(misfits(text, language)).toEqual([{ written: expect.any(String), isA }]);
  });

  it.each([
    ['Tuesday, November 24, 2026', 'en'],
    ['am Dienstag, den 24. November', 'de'],
    ['Monday 16 November 2026 and Friday 20 November', 'en'],
    ['Monday will come. In November 2026 we say more.', 'en'],
    ['Wednesday, November 31', 'en'],
    ['on November 24', 'en'],
  ])('%s is left alone', (text, language) => {
    expect(misfits(text, language)).toEqual([]);
  });

  it('takes a date without a year as the nearest one', () => {
    expect(misfits('Friday, January 1')).toEqual([]);
    expect(misfits('Thursday, January 1')).toHaveLength(1);
  });

  it('reads a long text without weekdays in a moment', () => {
    expect(misfits('Tue 1 '.repeat(20_000))).toEqual([]);
  });
});
