/** What the time of a notice depends on. */
export interface NoticeTimes {
  /** When the contact was put on the list. */
  listedAt: Date;
  /** When the address was obtained. */
  collectedAt: Date;
  /** When the first mail of ours goes to them; null: none is planned. */
  firstMailAt: Date | null;
}

/** "Within one month at the latest" (GDPR Art. 14(3)(a)), in days. */
export const LATEST_DAYS = 30;
const DAY = 86_400_000;

/**
 * When somebody whose address came from others has to be told at the latest: so many days after they were listed, as the
 * newsroom chose; within a month of obtaining the address (GDPR Art. 14(3)(a)); and no later than the first
 * communication (14(3)(b)), whichever comes first.
 */
export function noticeDueAt(times: NoticeTimes, afterDays: number): Date {
  const { listedAt, collectedAt, firstMailAt } = times;
  const ends = [listedAt.getTime() + afterDays * DAY, collectedAt.getTime() + LATEST_DAYS * DAY];
  if (firstMailAt) ends.push(firstMailAt.getTime());
  return new Date(Math.min(...ends));
}

/** Over `contact c`: the same without a first mail. `afterDays` is a placeholder of the statement. */
export const noticeDueSql = (afterDays: string) =>
  `least(c.created_at + ${afterDays}::float8 * interval '1 day', c.source_at + interval '${LATEST_DAYS} days')`;
