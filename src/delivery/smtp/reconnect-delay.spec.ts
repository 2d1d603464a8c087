import { expect, it } from '@jest/globals';
import { reconnectDelay } from './reconnect-delay.js';

it('waits twice as long after each failure, up to a minute', () => {
  const delays = [1, 2, 3, 4].map((failures) => reconnectDelay(failures, 1));
  expect(delays).toEqual([250, 500, 1000, 2000]);
  expect(reconnectDelay(50, 1)).toBe(60_000);
});

it('takes a random part of up to a half off', () => {
  expect(reconnectDelay(1, 0)).toBe(125);
  expect(reconnectDelay(1, 0.5)).toBe(187.5);
});
