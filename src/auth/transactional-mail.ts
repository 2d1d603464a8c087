import { mailOutcome, type MailOutcome } from './mail-outcome.js';

/**
 * Mails to the list that are no release: what a bounce of theirs names. `id` of a notice: its contact. A letter is any other
 * mail to a contact, such as a link that they asked for.
 */
export interface SingleMail {
  mail: 'digest' | 'notice' | 'letter';
  id: number;
}

/** A mail to one person about their own action, or a single mail to the list: never a release. */
export interface TransactionalMessage {
  to: string;
  subject: string;
  html: string;
  text: string;
  /** Pictures that the HTML shows by `cid:CONTENT_ID`. */
  pictures?: { contentId: string; mediaType: string; content: Buffer }[];
  /** More headers, such as those of a list (RFC 2369). */
  headers?: Record<string, string>;
  /** Bounces come back to Dateline and name this mail. */
  bounces?: SingleMail;
  /** Who gets it, if they are on the list and `bounces` is absent: it is kept as a letter, so that its bounces count too. */
  contactId?: number;
  /** Stable name for the log and for bounces: `sign-in-link`, `subscription-confirmation`. */
  purpose: string;
}

/** How a sign-in link, a confirmation or a digest leaves. */
export abstract class TransactionalMail {
  /** Resolves when the relay took it; throws if it did not. */
  abstract send(message: TransactionalMessage): Promise<void>;

  /** For mails that must not go twice: what became of it, doubt included. Never throws. */
  attempt(message: TransactionalMessage): Promise<MailOutcome> {
    return this.send(message).then((): MailOutcome => ({ state: 'accepted', reply: null }), mailOutcome);
  }
}
