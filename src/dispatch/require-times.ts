import { invalid } from '../errors/domain-error.js';

/** What the times of a version must satisfy at the moment of arming; `now` is the database's. */
export function requireTimes(version: {
  embargoAt: Date | null;
  earlyAt: Date | null;
  stopAfter: Date | null;
  now: Date;
}): void {
  if (version.embargoAt && version.embargoAt <= version.now)
    throw invalid(
      'embargo',
      'The embargo lies in the past. Give a later time, or none for immediate release.',
    );
  if (version.earlyAt && version.earlyAt <= version.now)
    throw invalid('earlyAt', 'Early access would have opened already. Give a later time, or none.');
  const lift = version.embargoAt ?? version.now;
  if (version.stopAfter && version.stopAfter <= lift)
    throw invalid('stopAfter', 'Sending would stop before it starts. Give a time after the lift.');
}
