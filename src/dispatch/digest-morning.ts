import { Temporal } from 'temporal-polyfill';
import { isKnownZone } from '../releases/embargo.js';

/** Hours of the reader's clock. After noon a digest that could not be sent waits for the next morning. */
const FROM = 7;
const UNTIL = 12;

export interface Morning {
  /** As the contact has it. */
  zone: string;
  /** The day there, '2026-11-24'. */
  day: string;
  /** Weekly digests come on Mondays. */
  isMonday: boolean;
}

/** The zones among these in which it is the hour of digests now. A zone that nobody knows has the newsroom's clock. */
export function mornings(zones: string[], newsroomZone: string, now: Date): Morning[] {
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  return zones.flatMap((zone) => {
    const local = instant.toZonedDateTimeISO(isKnownZone(zone) ? zone : newsroomZone);
    if (local.hour < FROM || local.hour >= UNTIL) return [];
    return [{ zone, day: local.toPlainDate().toString(), isMonday: local.dayOfWeek === 1 }];
  });
}
