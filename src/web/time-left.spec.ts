import { expect, it } from '@jest/globals';
import { timeLeft } from './time-left.js';

it.each([
  [-5, 'Now'],
  [0, 'Now'],
  [1, '1 s'],
  [59_000, '59 s'],
  [61_000, '1 min 01 s'],
  [3_600_000, '1 h 00 min'],
  [86_400_000, '1 day 0 h'],
  [2 * 86_400_000 + 3 * 3_600_000, '2 days 3 h'],
])('%i ms left reads %s', (milliseconds, text) => {
  expect(timeLeft(milliseconds)).toBe(text);
});
