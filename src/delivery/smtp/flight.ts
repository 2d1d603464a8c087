import {
  type MessageText,
  type OutgoingMail,
  type SmtpOutcome,
  type SmtpStage,
  isComing,
} from './outgoing-mail.js';
import { type SmtpReply, enhancedStatus } from './reply-parser.js';
import type { EnvelopeCommands } from './smtp-envelope.js';

/** One mail on its way over a connection, from its envelope to its outcome. */
export class Flight {
  /** Its outcome is known: given to the source, or held until `permit()` has answered. */
  done = false;
  /** Octets that left with the final dot in the same write: the next envelope. */
  tail = 0;
  /** The body has been given to the socket … */
  written = false;
  /** … and the kernel has taken it, final dot and tail. */
  flushed = false;
  private message: MessageText | Promise<MessageText> = '';
  private asking = false;
  private held: SmtpOutcome | undefined;

  constructor(
    readonly mail: OutgoingMail,
    readonly commands: EnvelopeCommands,
    private readonly settled: (mail: OutgoingMail, outcome: SmtpOutcome) => void,
  ) {}

  /** Has the text made while the envelope travels. A failure shows when the text is asked for. */
  beginMessage(): void {
    try {
      this.message = this.mail.message();
    } catch (error) {
      this.message = Promise.reject(error as Error);
    }
    if (isComing(this.message)) this.message.catch(() => undefined);
  }

  /** Waits for the text, then asks the last gate. Silent when the outcome became known meanwhile. */
  clear(go: (message: MessageText) => void, stop: (outcome: SmtpOutcome) => void): void {
    const failed = (error: unknown): void =>
      stop({ kind: 'unsent', reason: `the message: ${String(error)}` });
    if (!isComing(this.message)) return this.askPermit(this.message, go, stop);
    this.message.then((message) => {
      if (!this.done) this.askPermit(message, go, stop);
    }, failed);
  }

  private askPermit(
    message: MessageText,
    go: (message: MessageText) => void,
    stop: (outcome: SmtpOutcome) => void,
  ): void {
    const failed = (error: unknown): void =>
      this.answered(() => stop({ kind: 'unsent', reason: `the permit: ${String(error)}` }));
    const decided = (answer: 'go' | 'drop'): void => {
      if (answer === 'go') return this.answered(() => go(message));
      this.held &&= { kind: 'dropped' };
      this.answered(() => stop({ kind: 'dropped' }));
    };
    this.asking = true;
    try {
      const answer = this.mail.permit();
      if (typeof answer === 'string') decided(answer);
      else answer.then(decided, failed);
    } catch (error) {
      failed(error);
    }
  }

  private answered(then: () => void): void {
    this.asking = false;
    if (!this.done) then();
    else if (this.held) this.settled(this.mail, this.held);
  }

  /**
   * Fixes the outcome; later ones are ignored. While `permit()` is unanswered the source is not told yet, so that
   * its `transmitting` cannot be written after the outcome.
   */
  settle(outcome: SmtpOutcome): void {
    if (this.done) return;
    this.done = true;
    if (this.asking) this.held = outcome;
    else this.settled(this.mail, outcome);
  }

  /** Settles by a reply that is not positive. */
  turnDown(stage: SmtpStage, reply: SmtpReply, server: string): void {
    const { code, text } = reply;
    const kind = code < 500 ? 'deferred' : 'refused';
    this.settle({ kind, code, enhanced: enhancedStatus(reply), text, stage, server });
  }
}
