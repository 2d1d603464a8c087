import { performance } from 'node:perf_hooks';
import type { ChunkKey, Recipient } from './chunk-claims.js';
import type { RetryPolicy } from './retry.js';
import { settlementOf } from './settlement.js';
import type { MessageText, OutgoingMail, SmtpOutcome } from './smtp/outgoing-mail.js';
import { type BeginVerdict, type StepWriter, takenBack } from './step-writer.js';

/** Builds the mail of one recipient; the same bytes on each attempt. */
export interface MailBuilder {
  readonly form: 'crlf' | 'wire';
  envelopeFrom(recipient: Recipient): string;
  message(recipient: Recipient): MessageText | Promise<MessageText>;
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
  /** Nothing more will leave, and all that left has its outcome in the database. */
  readonly finished: Promise<void>;
  /** Put off without an attempt, because their domain rests; seconds until they are due again. */
  readonly rested: { id: number; seconds: number }[] = [];
  private next = 0;
  /** Passed over because their domain's rate was used up. */
  private waiting: Recipient[] = [];
  private waitingSince: number | null = null;
  /** On their way, or with an outcome that is not in the database yet. */
  private open = 0;
  private finish!: () => void;

  constructor(readonly settings: RunSettings) {
    this.finished = new Promise((resolve) => (this.finish = resolve));
    this.finishIfDone();
  }

  get urgency(): number {
    return this.settings.urgency;
  }

  /**
   * The next mail whose domain may be used now, or undefined.
   * @param judge whether a domain may be used: now, when its rate allows, or only after so many seconds
   */
  take(judge: (domain: string) => 'go' | 'wait' | number, now: number): OutgoingMail | undefined {
    const recipient = this.closed ? undefined : (this.takeWaiting(judge) ?? this.takeFresh(judge));
    if (!recipient) {
      if (this.waiting.length > 0) this.waitsSince(now);
      this.finishIfDone();
      return undefined;
    }
    this.waitingSince = null;
    this.open += 1;
    return this.mailTo(recipient);
  }

  /** Nothing could be taken because a rate was used up. */
  waitsSince(now: number): void {
    this.waitingSince ??= now;
  }

  /** ms for which nothing could be taken although something is left. */
  waitedFor(now: number): number {
    return this.waitingSince === null ? 0 : now - this.waitingSince;
  }

  /** Puts off everything not taken yet. */
  putOff(secondsOf: (domain: string) => number): void {
    const { recipients } = this.settings;
    for (const { id, domain } of [...this.waiting, ...recipients.slice(this.next)])
      this.rested.push({ id, seconds: secondsOf(domain) });
    this.waiting = [];
    this.next = recipients.length;
    this.finishIfDone();
  }

  /** No further mails; those in flight are finished. */
  close(reason: string): void {
    this.closed ??= reason;
    this.finishIfDone();
  }

  private takeWaiting(judge: (domain: string) => 'go' | 'wait' | number): Recipient | undefined {
    if (this.waiting.length === 0) return undefined;
    const at = this.waiting.findIndex(({ domain }) => judge(domain) === 'go');
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }

  private takeFresh(judge: (domain: string) => 'go' | 'wait' | number): Recipient | undefined {
    const { recipients } = this.settings;
    while (this.next < recipients.length) {
      const recipient = recipients[this.next++] as Recipient;
      const verdict = judge(recipient.domain);
      if (verdict === 'go') return recipient;
      if (verdict === 'wait') this.waiting.push(recipient);
      else this.rested.push({ id: recipient.id, seconds: verdict });
    }
    return undefined;
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
    this.open += 1;
    const late = takenBack(recipient.id, epoch, begun.attempt, 'The permit was too old when it came.');
    writer.settle(late, this.written);
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
    onOutcome?.(recipient.domain, outcome);
    if (settlement) writer.settle(settlement, this.written);
    else this.written();
  }

  private readonly written = (): void => {
    this.open -= 1;
    this.finishIfDone();
  };

  private finishIfDone(): void {
    const nothingLeft =
      this.closed !== null || (this.next >= this.settings.recipients.length && this.waiting.length === 0);
    if (nothingLeft && this.open === 0) this.finish();
  }
}
