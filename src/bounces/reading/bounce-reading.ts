import type { BounceCategory } from './categories.js';
import type { ExceededLimit } from './reading-limits.js';

export interface FailedRecipient {
  /** As the report names it; never lower-cased. */
  address: string;
  /** Other names that the report gives for it (Original-Recipient, the address before forwarding). */
  aliases: string[];
  /** RFC 3463 status, '' if the mail has none. */
  status: string;
  /** SMTP reply code, '' if the mail has none. */
  reply: string;
  /** The server's own words, one line, at most 1,000 characters. Text of strangers: escape it. */
  diagnostic: string;
  category: BounceCategory;
  /** The address is dead: stop mailing it. */
  hard: boolean;
}

/** What is found of our own message inside: proof to be matched, not to be believed by itself. */
export interface OriginalEvidence {
  /** Message-IDs without brackets, the most certain first. */
  messageIds: string[];
  /** The return path (VERP address) of the original, '' if not quoted. */
  returnPath: string;
  /** ENVID (RFC 3461 section 4.4), '' if not quoted. */
  envelopeId: string;
  /** Where the report itself was sent to: its To and Delivered-To addresses. */
  sentTo: string[];
}

export type AutoReplyKind = 'vacation' | 'challenge' | 'receipt' | 'other';

interface Read {
  evidence: OriginalEvidence;
  subject: string;
}

/** All that one mail says, or which limit it broke. */
export type BounceReading =
  | (Read & { kind: 'bounce' | 'delayed'; recipients: FailedRecipient[] })
  | (Read & { kind: 'feedback'; feedbackType: string; recipients: FailedRecipient[] })
  | (Read & { kind: 'autoreply'; autoReply: AutoReplyKind; recipients: FailedRecipient[] })
  | (Read & { kind: 'other'; humanReply: boolean; recipients: FailedRecipient[] })
  | { kind: 'exceeded'; limit: ExceededLimit };
