import { describe, expect, it } from '@jest/globals';
import { noticeDueAt } from './notice-due.js';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const due = (listed: number, collected: number, firstMail: number | null, afterDays = 7) =>
  noticeDueAt(
    {
      listedAt: day(listed),
      collectedAt: day(collected),
      firstMailAt: firstMail === null ? null : day(firstMail),
    },
    afterDays,
  );

describe('the notice of GDPR Art. 14', () => {
  it('is due so many days after somebody was listed', () => {
    expect(due(0, 0, null)).toEqual(day(7));
    expect(due(0, 0, null, 0)).toEqual(day(0));
  });

  it('is due within a month of obtaining the address, however late it was listed', () => {
    expect(due(25, 0, null)).toEqual(day(30));
    expect(due(100, 0, null)).toEqual(day(30));
  });

  it('is due with the first mail, if that is sooner, and not later because a mail is', () => {
    expect(due(0, 0, 2)).toEqual(day(2));
    expect(due(0, 0, 20)).toEqual(day(7));
    expect(due(25, 0, 40)).toEqual(day(30));
  });
});
