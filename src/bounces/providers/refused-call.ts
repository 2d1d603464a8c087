/** Why a call of a webhook is not believed. The words are counted and shown at the desk. */
export type RefusedCall =
  'wrong signature' | 'off in time' | 'foreign topic' | 'unreadable' | 'certificate of another host';

/** ms that a signed time may be in the past or in the future. */
const OLDEST = 3_600_000;
const EARLIEST = 300_000;

/** Whether a signed time is near enough to now; false for what is no time at all. */
export function isTimely(at: Date, now: Date): boolean {
  const age = now.getTime() - at.getTime();
  return age <= OLDEST && age >= -EARLIEST;
}
