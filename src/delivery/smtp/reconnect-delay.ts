const FIRST_MS = 250;
const LONGEST_MS = 60_000;

/**
 * Milliseconds to wait before the next attempt after `failures` failed ones in a row: doubling from 250 ms to one
 * minute, of which a random half is taken off, so that workers do not come back at the same moment.
 * @param random a number from 0 up to but not including 1
 */
export function reconnectDelay(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return full * (0.5 + random / 2);
}
