import type { AttendedClock } from './attended-clock.js';
import { Lane, type LaneEnd, type LaneOwner } from './lane.js';
import type { OutgoingMail, SmtpOutcome } from './outgoing-mail.js';
import { reconnectDelay } from './reconnect-delay.js';
import { type TlsTrust, openConnection } from './smtp-connection.js';
import { SmtpConnectError } from './smtp-dialogue.js';
import type { SmtpServer } from './smtp-server-url.js';
import type { SmtpTimeouts } from './smtp-timeouts.js';

export interface ServerLanesSettings {
  readonly timeouts: SmtpTimeouts;
  readonly clock: AttendedClock;
  readonly trust: TlsTrust;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
}

export interface ServerLanesOwner {
  next(server: SmtpServer): OutgoingMail | undefined | Promise<OutgoingMail | undefined>;
  settle(mail: OutgoingMail, outcome: SmtpOutcome): void;
  event(event: SmtpServerEvent): void;
}

/** What happened to a server's connections; for logs and metrics. */
export interface SmtpServerEvent {
  readonly name: 'smtp.connected' | 'smtp.connect_failed' | 'smtp.connection_closed' | 'smtp.connection_lost';
  readonly server: string;
  readonly reason?: string;
  /** Milliseconds until the next attempt. */
  readonly retryInMs?: number;
}

export interface SmtpServerStatus {
  readonly server: string;
  readonly open: number;
  readonly idle: number;
  readonly connecting: number;
  readonly wanted: number;
  /** Failed attempts in a row; 0 when the server can be reached. */
  readonly failures: number;
  readonly lastError?: string;
  readonly accepted: number;
}

/** How many connections to one server are being set up at a time. */
const OPENING_AT_ONCE = 10;

/** The connections to one server: as many as are wanted, opened again when they end, with growing patience. */
export class ServerLanes implements LaneOwner {
  private readonly lanes = new Set<Lane>();
  private readonly abandon = new AbortController();
  private readonly waiters = new Set<() => void>();
  private opening = 0;
  private wanted = 0;
  private failures = 0;
  private lastError: string | undefined;
  private accepted = 0;
  private retry: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    readonly server: SmtpServer,
    private readonly settings: ServerLanesSettings,
    private readonly owner: ServerLanesOwner,
  ) {}

  get status(): SmtpServerStatus {
    const { server, opening, wanted, failures, lastError, accepted } = this;
    return {
      server: server.name,
      open: this.openCount,
      idle: this.idleCount,
      connecting: opening,
      wanted,
      failures,
      lastError,
      accepted,
    };
  }

  get isReachable(): boolean {
    return this.failures === 0 || this.openCount > 0;
  }

  get openCount(): number {
    return count(this.lanes, (lane) => lane.isOpen);
  }

  get idleCount(): number {
    return count(this.lanes, (lane) => lane.isIdle);
  }

  /** Has up to `most` idle connections look for a mail. */
  wake(most: number): void {
    let left = most;
    for (const lane of this.lanes) {
      if (left <= 0) return;
      if (!lane.isIdle) continue;
      lane.pull();
      left -= 1;
    }
  }

  /** Wants at least so many connections, as far as the server's limit goes. */
  want(connections: number): void {
    this.wanted = Math.max(this.wanted, Math.min(this.server.connections, connections));
    this.fill();
  }

  /** Has connections coming for so many mails; returns for how many it can, 0 while the server is out of reach. */
  cover(mails: number): number {
    const coming = this.wanted - this.openCount;
    if (mails > coming) this.want(this.wanted + mails - coming);
    return this.isReachable ? Math.min(mails, this.wanted - this.openCount) : 0;
  }

  /** Resolves with the number of open connections when all that are wanted are open or an attempt has failed. */
  async ready(): Promise<number> {
    const isSettled = (): boolean => this.closing || this.failures > 0 || this.openCount >= this.wanted;
    await this.until(isSettled);
    return this.openCount;
  }

  /** Finishes what is on the way, says QUIT, and opens nothing more. Resolves when every connection is closed. */
  async drain(): Promise<void> {
    this.stopOpening();
    for (const lane of [...this.lanes]) lane.drain('drained');
    await this.until(() => this.lanes.size === 0 && this.opening === 0);
  }

  abort(reason: string): void {
    this.stopOpening();
    for (const lane of [...this.lanes]) lane.abort(reason);
  }

  // What a lane asks for

  next(): OutgoingMail | undefined | Promise<OutgoingMail | undefined> {
    return this.owner.next(this.server);
  }

  settle(mail: OutgoingMail, outcome: SmtpOutcome): void {
    if (outcome.kind === 'accepted') this.accepted += 1;
    this.owner.settle(mail, outcome);
  }

  closed(lane: Lane, end: LaneEnd): void {
    this.lanes.delete(lane);
    if (end.reason === 'idle') this.wanted = Math.max(0, this.wanted - 1);
    const name = end.orderly ? 'smtp.connection_closed' : 'smtp.connection_lost';
    // A connection that carried something earns an immediate successor; one that did not is a failed attempt.
    if (!end.orderly && lane.acceptedCount === 0) this.postpone(end.reason, name);
    else this.owner.event({ name, server: this.server.name, reason: end.reason });
    this.happened();
    this.fill();
  }

  // Opening

  private fill(): void {
    if (this.closing || this.retry) return;
    const most = this.failures > 0 ? 1 : OPENING_AT_ONCE;
    while (this.openCount + this.opening < this.wanted && this.opening < most) this.open();
  }

  private open(): void {
    this.opening += 1;
    const { timeouts, trust } = this.settings;
    openConnection(this.server, timeouts, trust, this.abandon.signal).then(
      (connection) => {
        this.opening -= 1;
        if (this.closing) connection.socket.destroy();
        else this.welcome(new Lane(this.server, connection, this, timeouts, this.settings.clock));
        this.happened();
      },
      (error: SmtpConnectError) => {
        this.opening -= 1;
        if (!this.closing) this.postpone(error.message, 'smtp.connect_failed');
        this.happened();
      },
    );
  }

  private welcome(lane: Lane): void {
    this.lanes.add(lane);
    this.failures = 0;
    this.lastError = undefined;
    this.owner.event({ name: 'smtp.connected', server: this.server.name });
    lane.pull();
    this.fill();
  }

  private postpone(reason: string, name: SmtpServerEvent['name']): void {
    if (this.closing) return;
    this.lastError = reason;
    if (this.retry) return;
    this.failures += 1;
    const retryInMs = reconnectDelay(this.failures, this.settings.random());
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.fill();
    }, retryInMs);
    this.owner.event({ name, server: this.server.name, reason, retryInMs });
  }

  private stopOpening(): void {
    this.closing = true;
    clearTimeout(this.retry);
    this.retry = undefined;
    this.abandon.abort();
  }

  private until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.waiters.delete(look);
        resolve();
      };
      this.waiters.add(look);
      look();
    });
  }

  private happened(): void {
    for (const look of [...this.waiters]) look();
  }
}

function count<T>(all: Iterable<T>, holds: (one: T) => boolean): number {
  let found = 0;
  for (const one of all) if (holds(one)) found += 1;
  return found;
}
