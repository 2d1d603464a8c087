import { performance } from 'node:perf_hooks';
import type { ChunkKey, Recipient } from './chunk-claims.js';
import type { RetryPolicy } from './retry.js';
import { settlementOf } from './settlement.js';
import type { OutgoingMail, SmtpOutcome } from './smtp/outgoing-mail.js';
import { type BeginVerdict, type StepWriter, takenBack } from './step-writer.js';

/** Builds the mail of one recipient; the same bytes on each attempt. */
export interface MailBuilder {
  readonly form: 'crlf' | 'wire';
  envelopeFrom(recipient: Recipient): string;
  message(recipient: Recipient): string | Buffer | Promise<string | Buffer>;
  /** Signs before the time what `message` will then take from `recipient.signed`; absent where nothing is signed. */
  ahead?: { sign(recipient: Recipient): Promise<Buffer>; readonly octets: number };
}

export interface RunSettings {
  chunk: ChunkKey;
  epoch: number;
  /** Lower goes first. */
  urgency: number;
  recipients: Recipient[];
  builder: MailBuilder;
  writer: StepWriter;
  retry: RetryPolicy;
  /** ms that a permit holds: the lease, since a worker that stood still for longer may have been taken for dead. */
  permitHolds: number;
  /** Told of each outcome with the recipient's domain, for pacing. */
  onOutcome?: (domain: string, outcome: SmtpOutcome) => void;
}

/**
 * One claimed chunk on its way: hands out its mails one by one and settles their outcomes. Stops handing out as soon as
 * the database answers that the gate is closed.
 */
export class ChunkRun {
  /** Set when no more mails may leave: the gate's word, or why the worker stopped. */
  closed: string | null = null;
  readonly finished: Promise<void>;
  /** Put off without an attempt, because their domain rests; seconds until they are due again. */
  readonly rested: { id: number; seconds: number }[] = [];
  private next = 0;
  private inFlight = 0;
  private finish!: () => void;

  constructor(readonly settings: RunSettings) {
    this.finished = new Promise((resolve) => (this.finish = resolve));
    this.finishIfDone();
  }

  get urgency(): number {
    return this.settings.urgency;
  }

  /** The next mail whose domain may be used now, or undefined. @param restOf seconds that a domain still rests */
  take(restOf: (domain: string) => number): OutgoingMail | undefined {
    const { recipients } = this.settings;
    while (!this.closed && this.next < recipients.length) {
      const recipient = recipients[this.next++] as Recipient;
      const seconds = restOf(recipient.domain);
      if (seconds > 0) {
        this.rested.push({ id: recipient.id, seconds });
        continue;
      }
      this.inFlight += 1;
      return this.mailTo(recipient);
    }
    this.finishIfDone();
    return undefined;
  }

  /** No further mails; those in flight are finished. */
  close(reason: string): void {
    this.closed ??= reason;
    this.finishIfDone();
  }

  private mailTo(recipient: Recipient): OutgoingMail {
    const { builder } = this.settings;
    let begun: BeginVerdict | null = null;
    return {
      envelope: { from: builder.envelopeFrom(recipient), to: recipient.email },
      domain: recipient.domain,
      form: builder.form,
      message: () => builder.message(recipient),
      permit: async () => {
        begun = await this.begin(recipient);
        this.heed(begun.verdict);
        return begun.verdict === 'go' ? 'go' : 'drop';
      },
      settle: (outcome) => this.settled(recipient, begun, outcome),
    };
  }

  /** The database's answer; a `go` that comes too late to be acted upon is taken back. */
  private async begin(recipient: Recipient): Promise<BeginVerdict> {
    const { writer, chunk, epoch, permitHolds } = this.settings;
    const askedAt = performance.now();
    const begun = await writer.begin({ deliveryId: recipient.id, chunk, epoch, attempt: recipient.attempt });
    if (begun.verdict !== 'go' || performance.now() - askedAt < permitHolds) return begun;
    writer.settle(takenBack(recipient.id, epoch, begun.attempt, 'The permit was too old when it came.'));
    return { ...begun, verdict: 'fenced' };
  }

  /** A verdict about one recipient concerns only that one; any other is the gate's and closes the run. */
  private heed(verdict: string): void {
    if (!['go', 'suppressed', 'fenced', 'database'].includes(verdict)) this.close(verdict);
  }

  private settled(recipient: Recipient, begun: BeginVerdict | null, outcome: SmtpOutcome): void {
    const { writer, retry, epoch, onOutcome } = this.settings;
    const attempt = { deliveryId: recipient.id, before: recipient.attempt, epoch, begun };
    const settlement = settlementOf(outcome, attempt, retry, Math.random());
    if (settlement) writer.settle(settlement);
    onOutcome?.(recipient.domain, outcome);
    this.inFlight -= 1;
    this.finishIfDone();
  }

  private finishIfDone(): void {
    const nothingLeft = this.closed !== null || this.next >= this.settings.recipients.length;
    if (nothingLeft && this.inFlight === 0) this.finish();
  }
}
