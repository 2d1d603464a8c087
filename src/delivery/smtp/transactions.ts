import type { AttendedClock } from './attended-clock.js';
import type { Flight } from './flight.js';
import type { LaneSocket } from './lane-socket.js';
import type { MessageText, SmtpStage } from './outgoing-mail.js';
import { type SmtpReply, oneLine } from './reply-parser.js';
import type { SmtpTimeouts } from './smtp-timeouts.js';
import { FINAL_DOT, isWireText, toWire } from './wire-message.js';

/** What a reply is awaited for. `void`: the lone dot after an unwanted 354. */
type Awaited = SmtpStage | 'void' | 'rset' | 'noop' | 'quit';

export interface TransactionsOwner {
  /** A body is about to be written: the mail whose envelope may travel behind its final dot. */
  boardNext(): Flight | undefined;
  /** There may be room for another envelope, or nothing left to wait for. */
  changed(): void;
  accepted(): void;
  /** The conversation cannot go on. */
  broken(reason: string, code?: number, orderly?: boolean): void;
}

export interface TransactionsSettings {
  readonly server: string;
  readonly pipelining: boolean;
  readonly timeouts: SmtpTimeouts;
  readonly clock: AttendedClock;
}

const OCTETS_A_BLOCK = 65_536;

/**
 * The commands and replies of a connection, in step. With PIPELINING (RFC 2920) MAIL, RCPT and DATA go out in one
 * write, directly behind the final dot of the mail before: one round trip a mail. A body is written only after its
 * own 354 and its own permit. So at most two mails are on the way: `sent`, whose final dot is out, and `ahead`,
 * whose envelope is out. Every reply belongs to the oldest entry of `awaited`; one that belongs to none ends it.
 */
export class Transactions {
  /** Attended time at which the oldest awaited reply is given up. */
  deadline = Infinity;
  private sent: Flight | undefined;
  private ahead: Flight | undefined;
  private readonly awaited: { for: Awaited; flight?: Flight }[] = [];
  private needsReset = false;
  private closing = false;

  constructor(
    private readonly wire: LaneSocket,
    private readonly settings: TransactionsSettings,
    private readonly owner: TransactionsOwner,
  ) {}

  get isEmpty(): boolean {
    return !this.sent && !this.ahead && this.awaited.length === 0;
  }

  /** Whether an envelope may be written now. DATA and NOOP must be answered before anything else is said. */
  get hasRoom(): boolean {
    if (this.closing || this.ahead || (this.sent && !this.sent.flushed)) return false;
    if (this.awaited.length === 0) return true;
    return (
      this.settings.pipelining && this.awaited.every((reply) => reply.for === 'body' || reply.for === 'void')
    );
  }

  get isQuitting(): boolean {
    return this.awaited[0]?.for === 'quit';
  }

  /** Writes a mail's envelope. Only when there is room. */
  begin(flight: Flight): void {
    this.wire.write(this.envelope(flight));
    this.restart();
  }

  ask(what: 'noop' | 'quit'): void {
    this.wire.write(what === 'noop' ? 'NOOP\r\n' : 'QUIT\r\n');
    this.awaited.push({ for: what });
    this.restart();
  }

  /** Settles whatever is on the way, as far as it is definite; nothing may be called afterwards. */
  end(reason: string): void {
    this.closing = true;
    const { sent, ahead } = this;
    this.sent = this.ahead = undefined;
    this.awaited.length = 0;
    this.deadline = Infinity;
    if (sent && this.dotHasLeft(sent))
      sent.settle({ kind: 'in_doubt', reason, server: this.settings.server });
    else sent?.settle({ kind: 'unsent', reason });
    ahead?.settle({ kind: 'unsent', reason });
  }

  /** What the deadline passed over. */
  get overdue(): string {
    if (this.sent && !this.dotHasLeft(this.sent)) return 'the server stopped reading the message';
    const what = this.awaited[0]?.for;
    return what === 'body' ? 'no reply to the final dot' : `no reply to ${what?.toUpperCase()}`;
  }

  onReply(reply: SmtpReply): void {
    const oldest = this.awaited.shift();
    this.restart();
    if (reply.code === 421) return this.serverLeaves(reply, oldest);
    if (!oldest) return this.owner.broken(`the server spoke out of turn: ${oneLine(reply)}`);
    switch (oldest.for) {
      case 'mail':
      case 'rcpt':
        return this.onEnvelopeReply(oldest.for, oldest.flight!, reply);
      case 'data':
        return this.onDataReply(oldest.flight!, reply);
      case 'body':
        return this.onBodyReply(oldest.flight!, reply);
      default:
        return this.onOtherReply(oldest.for, oldest.flight, reply);
    }
  }

  // The envelope

  private envelope(flight: Flight): string {
    this.ahead = flight;
    const reset = this.needsReset ? 'RSET\r\n' : '';
    this.needsReset = false;
    if (reset) this.awaited.push({ for: 'rset', flight });
    flight.beginMessage();
    const { mail, rcpt } = flight.commands;
    if (!this.settings.pipelining) {
      if (!reset) this.awaited.push({ for: 'mail', flight });
      return reset || mail;
    }
    this.awaited.push({ for: 'mail', flight }, { for: 'rcpt', flight }, { for: 'data', flight });
    return `${reset}${mail}${rcpt}DATA\r\n`;
  }

  private onEnvelopeReply(stage: 'mail' | 'rcpt', flight: Flight, reply: SmtpReply): void {
    if (isIntermediate(reply)) return this.outOfStep(stage, reply);
    const positive = reply.code < 300;
    if (!positive) this.turnDown(stage, flight, reply);
    if (this.settings.pipelining) return;
    if (!positive) return this.transactionOver();
    if (stage === 'mail') this.step('rcpt', flight.commands.rcpt, flight);
    else this.step('data', 'DATA\r\n', flight);
  }

  private step(what: Awaited, line: string, flight: Flight): void {
    this.awaited.push({ for: what, flight });
    this.wire.write(line);
    this.restart();
  }

  private turnDown(stage: SmtpStage, flight: Flight, reply: SmtpReply): void {
    this.needsReset = true;
    flight.turnDown(stage, reply, this.settings.server);
  }

  private transactionOver(): void {
    this.ahead = undefined;
    this.owner.changed();
  }

  private onDataReply(flight: Flight, reply: SmtpReply): void {
    if (reply.code === 354) return flight.done ? this.endUnwantedData() : this.clearForBody(flight);
    if (reply.code < 400) return this.outOfStep('data', reply);
    this.turnDown('data', flight, reply);
    this.transactionOver();
  }

  /** RFC 2920 section 3.1: 354 although the recipient was refused; a lone dot ends it, answered by 554. */
  private endUnwantedData(): void {
    this.wire.write(FINAL_DOT);
    this.awaited.push({ for: 'void' });
    this.restart();
    this.transactionOver();
  }

  // The body

  private clearForBody(flight: Flight): void {
    flight.clear(
      (message) => this.writeBody(flight, message),
      (outcome) => {
        flight.settle(outcome);
        this.owner.broken('a mail was withdrawn after 354', undefined, true);
      },
    );
  }

  private writeBody(flight: Flight, message: MessageText): void {
    const text = isWireText(message) ? message : toWire(message, flight.mail.form);
    this.ahead = undefined;
    this.sent = flight;
    flight.written = true;
    this.awaited.push({ for: 'body', flight });
    const next = this.settings.pipelining && this.wire.isExact ? this.owner.boardNext() : undefined;
    const tail = next ? this.envelope(next) : '';
    flight.tail = tail.length;
    flight.flushed = this.wire.writeText(text, FINAL_DOT + tail, () => this.onFlushed(flight));
    this.deadline = this.now + this.patience('body', typeof text === 'string' ? text.length : text.size);
    if (flight.flushed && !this.wire.isExact) this.owner.changed();
  }

  private onFlushed(flight: Flight): void {
    if (flight.flushed) return;
    flight.flushed = true;
    if (this.sent !== flight) return;
    this.restart();
    this.owner.changed();
  }

  private onBodyReply(flight: Flight, reply: SmtpReply): void {
    if (isIntermediate(reply) || (reply.code < 300 && !this.dotHasLeft(flight)))
      return this.doubtful(flight, reply);
    this.sent = undefined;
    const early = !this.dotHasLeft(flight);
    this.closing = early;
    if (reply.code >= 400) flight.turnDown('body', reply, this.settings.server);
    else this.accept(flight, reply);
    if (early) this.owner.broken('the server answered before the end of the message');
    else this.owner.changed();
  }

  private accept(flight: Flight, reply: SmtpReply): void {
    flight.settle({ kind: 'accepted', code: reply.code, text: reply.text, server: this.settings.server });
    this.owner.accepted();
  }

  /** An answer to the body that cannot be one: it may hide an acceptance. */
  private doubtful(flight: Flight, reply: SmtpReply): void {
    this.closing = true;
    const reason = `an answer to the message that makes no sense: ${oneLine(reply)}`;
    flight.settle({ kind: 'in_doubt', reason, server: this.settings.server });
    this.owner.broken(reason);
  }

  /** Whether the kernel may have taken the final dot; `false` only when it surely has not. */
  private dotHasLeft(flight: Flight): boolean {
    if (flight.flushed) return true;
    const wholeWriteReported = !this.wire.secure && flight.tail === 0;
    return !wholeWriteReported && this.wire.left <= flight.tail;
  }

  // The rest

  private onOtherReply(what: Awaited, flight: Flight | undefined, reply: SmtpReply): void {
    if (what === 'quit') return this.owner.broken('quit', undefined, true);
    if (what !== 'void' && reply.code !== 250) return this.outOfStep(what, reply);
    if (what === 'rset' && flight && !this.settings.pipelining)
      return this.step('mail', flight.commands.mail, flight);
    this.owner.changed();
  }

  /** 421 answers whatever was asked and closes (RFC 5321 section 3.8); what stands behind it stays unanswered. */
  private serverLeaves(reply: SmtpReply, oldest: { for: Awaited; flight?: Flight } | undefined): void {
    this.closing = true;
    const stage = oldest?.for;
    if (stage === 'mail' || stage === 'rcpt' || stage === 'data' || stage === 'body') {
      oldest!.flight!.turnDown(stage, reply, this.settings.server);
    }
    this.owner.broken(`the server closed: ${oneLine(reply)}`, 421);
  }

  private outOfStep(what: Awaited, reply: SmtpReply): void {
    this.owner.broken(`unexpected reply to ${what.toUpperCase()}: ${oneLine(reply)}`);
  }

  private restart(): void {
    const oldest = this.awaited[0];
    this.deadline = oldest ? this.now + this.patience(oldest.for, 0) : Infinity;
  }

  private patience(what: Awaited, octets: number): number {
    const { timeouts } = this.settings;
    if (octets > 0 && !this.sent?.flushed) return timeouts.block * (1 + Math.floor(octets / OCTETS_A_BLOCK));
    if (what === 'mail' || what === 'rcpt' || what === 'data' || what === 'quit') return timeouts[what];
    return what === 'body' || what === 'void' ? timeouts.body : timeouts.command;
  }

  private get now(): number {
    return this.settings.clock.now;
  }
}

/** 3xx, where a 2xx, 4xx or 5xx is due. */
function isIntermediate(reply: SmtpReply): boolean {
  return reply.code >= 300 && reply.code < 400;
}
