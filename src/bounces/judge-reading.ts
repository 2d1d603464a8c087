import type { BounceReading, FailedRecipient } from './reading/bounce-reading.js';
import type { BounceReport } from './keep-bounce.js';

/** What a mail says about the one delivery that it is about. */
export type Judged = Pick<BounceReport, 'kind' | 'category' | 'hard' | 'status' | 'reply' | 'diagnostic'>;

const NOTHING_SAID = { status: '', reply: '', diagnostic: '', category: 'unknown', hard: false } as const;

/**
 * The report in a mail, or null when it is none: autoreplies, challenges and ordinary mail never count, and "this is not
 * spam" is no complaint. A mail of ours has one recipient, so the first that failed is meant; its address is not looked at.
 */
export function judgeReading(reading: BounceReading): Judged | null {
  switch (reading.kind) {
    case 'bounce':
      return { kind: 'bounce', ...said(reading.recipients[0]) };
    case 'delayed':
      return { kind: 'delayed', ...said(reading.recipients[0]), hard: false };
    case 'feedback':
      return judgeFeedback(reading.feedbackType, reading.recipients[0]);
    default:
      return null;
  }
}

/** RFC 5965 section 7.3 and RFC 6591: only some types are the recipient's wish. */
function judgeFeedback(type: string, recipient: FailedRecipient | undefined): Judged | null {
  if (type === 'not-spam') return null;
  const words = { ...said(recipient), hard: false };
  if (type === 'auth-failure') return { ...words, kind: 'bounce', category: 'authentication' };
  if (type === 'virus') return { ...words, kind: 'bounce', category: 'content' };
  return { ...words, kind: 'feedback' };
}

function said(recipient: FailedRecipient | undefined) {
  const { status, reply, diagnostic, category, hard } = recipient ?? NOTHING_SAID;
  return { status: plain(status), reply: plain(reply), diagnostic: plain(diagnostic), category, hard };
}

/** Words of strangers, made storable: one line, at most 1,000 characters, no half surrogate pairs. */
export function plain(words: string): string {
  return Buffer.from(words.slice(0, 1000))
    .toString()
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim();
}
