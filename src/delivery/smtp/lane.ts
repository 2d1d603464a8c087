import type { AttendedClock, Watched } from './attended-clock.js';
import { Flight } from './flight.js';
import { LaneSocket } from './lane-socket.js';
import { type OutgoingMail, type SmtpOutcome, isComing } from './outgoing-mail.js';
import { ReplyParser } from './reply-parser.js';
import type { ReadyConnection } from './smtp-connection.js';
import { envelopeCommands } from './smtp-envelope.js';
import type { SmtpServer } from './smtp-server-url.js';
import type { SmtpTimeouts } from './smtp-timeouts.js';
import { Transactions, type TransactionsOwner } from './transactions.js';

/** Who a lane works for. */
export interface LaneOwner {
  next(lane: Lane): OutgoingMail | undefined | Promise<OutgoingMail | undefined>;
  settle(mail: OutgoingMail, outcome: SmtpOutcome): void;
  closed(lane: Lane, end: LaneEnd): void;
}

export interface LaneEnd {
  /** We closed it (recycled, idle, drained, after a drop); otherwise something went wrong. */
  readonly orderly: boolean;
  readonly reason: string;
  /** The server's code, when it said why. */
  readonly code?: number;
}

/** One ready connection that pulls mails from its owner, keeps itself alive, recycles itself and closes in order. */
export class Lane implements Watched, TransactionsOwner {
  /** Mails accepted over this connection. */
  acceptedCount = 0;
  private readonly transactions: Transactions;
  private readonly wire: LaneSocket;
  private readonly parser = new ReplyParser((reply) => {
    if (!this.ended) this.transactions.onReply(reply);
  });
  private boarded: Flight | undefined;
  private pulling = false;
  private begun = 0;
  private idleSince: number;
  private lastWord: number;
  private retiring: string | undefined;
  private ended = false;

  constructor(
    private readonly server: SmtpServer,
    private readonly connection: ReadyConnection,
    private readonly owner: LaneOwner,
    private readonly timeouts: SmtpTimeouts,
    private readonly clock: AttendedClock,
  ) {
    const { socket, inbox, secure, features } = connection;
    const pipelining = server.pipelining && features.pipelining;
    this.wire = new LaneSocket(socket, inbox, secure, {
      data: (chunk) => this.onData(chunk),
      gone: (reason) => this.broken(reason),
    });
    this.transactions = new Transactions(
      this.wire,
      { server: server.name, pipelining, timeouts, clock },
      this,
    );
    this.idleSince = this.lastWord = clock.now;
    clock.watch(this);
  }

  get isOpen(): boolean {
    return !this.ended && this.retiring === undefined;
  }

  /** Open, and nothing is on the way or coming. */
  get isIdle(): boolean {
    return this.isOpen && !this.pulling && !this.boarded && this.transactions.isEmpty;
  }

  /** Takes the next mail if there is room for one. Call when the source may have something. */
  pull(): void {
    if (!this.isOpen || this.boarded || !this.transactions.hasRoom) return;
    const flight = this.boardNext();
    if (flight) this.transactions.begin(flight);
  }

  /** Pulls no more, finishes what is on the way, then says QUIT. */
  drain(reason: string): void {
    if (!this.isOpen) return;
    this.retiring = reason;
    this.boarded?.settle({ kind: 'unsent', reason });
    this.boarded = undefined;
    this.quitWhenEmpty();
  }

  /** Cuts the connection now; what had its final dot written is in doubt. */
  abort(reason: string): void {
    this.broken(reason, undefined, true);
  }

  onTick(now: number): void {
    if (now > this.transactions.deadline) return this.broken(this.transactions.overdue);
    if (!this.isIdle) return;
    if (now - this.idleSince > this.timeouts.idle) return this.drain('idle');
    if (now - this.lastWord > this.timeouts.keepAlive) this.transactions.ask('noop');
  }

  // What the transactions ask for

  boardNext(): Flight | undefined {
    if (!this.isOpen || this.pulling || this.boarded) return undefined;
    if (this.begun >= this.server.maxMessages) return this.recycle();
    for (;;) {
      const mail = this.askOwner();
      if (mail === undefined) return undefined;
      if (isComing(mail)) return this.boardLater(mail);
      const flight = this.board(mail);
      if (flight) return flight;
    }
  }

  changed(): void {
    if (this.retiring !== undefined) return this.quitWhenEmpty();
    if (this.boarded) this.beginBoarded();
    else this.pull();
  }

  accepted(): void {
    this.acceptedCount += 1;
  }

  broken(reason: string, code?: number, orderly = false): void {
    if (this.ended) return;
    this.ended = true;
    this.clock.unwatch(this);
    const leaving = this.retiring !== undefined && (orderly || this.transactions.isQuitting);
    const end = leaving ? { orderly: true, reason: this.retiring! } : { orderly, reason, code };
    this.boarded?.settle({ kind: 'unsent', reason });
    this.transactions.end(reason);
    this.wire.cut();
    this.owner.closed(this, end);
  }

  // Boarding

  private askOwner(): OutgoingMail | undefined | Promise<OutgoingMail | undefined> {
    this.pulling = true;
    try {
      return this.owner.next(this);
    } finally {
      this.pulling = false;
    }
  }

  private boardLater(coming: Promise<OutgoingMail | undefined>): undefined {
    this.pulling = true;
    const arrived = (mail: OutgoingMail | undefined): void => {
      this.pulling = false;
      if (mail && !this.isOpen)
        return this.owner.settle(mail, { kind: 'unsent', reason: 'the connection closed first' });
      if (mail) this.boarded = this.board(mail);
      if (this.boarded) this.beginBoarded();
      else if (mail) this.pull();
    };
    coming.then(arrived, () => arrived(undefined));
  }

  private beginBoarded(): void {
    if (!this.boarded || !this.transactions.hasRoom) return;
    const flight = this.boarded;
    this.boarded = undefined;
    this.transactions.begin(flight);
  }

  /** Checks the envelope; a mail that cannot be said to this server is settled on the spot. */
  private board(mail: OutgoingMail): Flight | undefined {
    const commands = envelopeCommands(mail, this.connection.features);
    if ('unsendable' in commands) {
      this.owner.settle(mail, { kind: 'unsendable', reason: commands.unsendable });
      return undefined;
    }
    this.begun += 1;
    this.idleSince = this.clock.now;
    return new Flight(mail, commands, (settled, outcome) => this.owner.settle(settled, outcome));
  }

  // Leaving

  private recycle(): undefined {
    this.retiring = 'recycled';
    this.quitWhenEmpty();
  }

  private quitWhenEmpty(): void {
    if (!this.ended && this.transactions.isEmpty) this.transactions.ask('quit');
  }

  private onData(chunk: Buffer): void {
    if (this.ended) return;
    this.lastWord = this.clock.now;
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.broken((error as Error).message);
    }
  }
}
