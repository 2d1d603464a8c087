import { AttendedClock, type Watched } from './attended-clock.js';
import { type MailSource, type OutgoingMail, type SmtpOutcome, isComing } from './outgoing-mail.js';
import {
  ServerLanes,
  type ServerLanesOwner,
  type SmtpServerEvent,
  type SmtpServerStatus,
} from './server-lanes.js';
import { ServerShares } from './server-shares.js';
import type { TlsTrust } from './smtp-connection.js';
import type { SmtpServer } from './smtp-server-url.js';
import { RFC_5321_TIMEOUTS, type SmtpTimeouts } from './smtp-timeouts.js';

export interface LanePoolSettings {
  readonly servers: readonly SmtpServer[];
  readonly source: MailSource;
  readonly timeouts?: Partial<SmtpTimeouts>;
  /** Certificate authorities to trust besides the system's. */
  readonly trust?: TlsTrust;
  /** Resolution of the timeouts; smaller only makes sense in tests. */
  readonly tickMs?: number;
  readonly random?: () => number;
  readonly onEvent?: (event: SmtpServerEvent | SettleFailed) => void;
}

/** `OutgoingMail.settle` threw: a fault of the source, which has lost an outcome. */
export interface SettleFailed {
  readonly name: 'smtp.settle_failed';
  readonly error: unknown;
  readonly outcome: SmtpOutcome;
}

/**
 * All connections to all servers, pulling mails from one source. Nothing is queued here: a mail is taken only by a
 * connection that is ready for it, so a server that is down takes none, and the others take all. No mail is lost or
 * sent twice by the pool; what it took it settles, exactly once.
 */
export class LanePool implements ServerLanesOwner, Watched {
  private readonly clock: AttendedClock;
  private readonly shares: ServerShares;
  private readonly all: ServerLanes[];
  private readonly heldBack = new Set<string>();

  constructor(private readonly settings: LanePoolSettings) {
    const { servers, trust = {}, random = Math.random } = settings;
    this.clock = new AttendedClock(settings.tickMs);
    const timeouts = { ...RFC_5321_TIMEOUTS, ...settings.timeouts };
    const weighted = servers.filter(({ weight }) => weight !== undefined);
    this.shares = new ServerShares(new Map(weighted.map(({ name, weight }) => [name, weight!])));
    this.all = servers.map(
      (server) => new ServerLanes(server, { timeouts, clock: this.clock, trust, random }, this),
    );
  }

  /**
   * The source may have mails. Wakes idle connections and opens more, at most `count` altogether; without a number,
   * all. Cheap when every connection is busy: busy ones ask by themselves.
   */
  poke(count = Infinity): void {
    let left = count;
    for (const lanes of this.all) {
      const idle = Math.min(left, lanes.idleCount);
      lanes.wake(idle);
      left -= idle;
    }
    for (const lanes of this.byReachability()) {
      if (left <= 0) return;
      left -= lanes.cover(left);
    }
  }

  /**
   * Opens connections before they are needed: `perServer` of each server, or all it allows. Resolves with the
   * number open once each is open or its server has failed; never rejects.
   */
  async warm(perServer = Infinity): Promise<number> {
    for (const lanes of this.all) lanes.want(perServer);
    const open = await Promise.all(this.all.map((lanes) => lanes.ready()));
    return open.reduce((sum, each) => sum + each, 0);
  }

  /** Takes no more mails, finishes those on the way, says QUIT. Resolves when every connection is closed. */
  async drain(): Promise<void> {
    await Promise.all(this.all.map((lanes) => lanes.drain()));
  }

  /** Cuts every connection now. What had its final dot written is settled as in doubt, the rest as unsent. */
  abort(reason: string): void {
    for (const lanes of this.all) lanes.abort(reason);
  }

  get status(): SmtpServerStatus[] {
    return this.all.map((lanes) => lanes.status);
  }

  // What the servers ask for

  next(server: SmtpServer): OutgoingMail | undefined | Promise<OutgoingMail | undefined> {
    if (server.weight === undefined) return this.settings.source.next(server.name);
    return this.nextInProportion(server.name);
  }

  settle(mail: OutgoingMail, outcome: SmtpOutcome): void {
    const failed = (error: unknown): void =>
      this.settings.onEvent?.({ name: 'smtp.settle_failed', error, outcome });
    try {
      const settled = mail.settle(outcome);
      if (isComing(settled)) settled.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  event(event: SmtpServerEvent): void {
    this.settings.onEvent?.(event);
  }

  /** A server that waits for its share goes on when the others have stopped taking. */
  onTick(): void {
    this.releaseHeldBack();
  }

  private nextInProportion(name: string): OutgoingMail | undefined | Promise<OutgoingMail | undefined> {
    if (!this.shares.mayTake(name, this.clock.now)) {
      this.heldBack.add(name);
      this.clock.watch(this);
      return undefined;
    }
    const mail = this.settings.source.next(name);
    if (isComing(mail)) return mail.then((late) => this.taken(name, late));
    return this.taken(name, mail);
  }

  private taken(name: string, mail: OutgoingMail | undefined): OutgoingMail | undefined {
    if (!mail) return undefined;
    this.shares.took(name, this.clock.now);
    if (this.heldBack.size > 0) queueMicrotask(() => this.releaseHeldBack());
    return mail;
  }

  private releaseHeldBack(): void {
    for (const lanes of this.all) {
      const { name } = lanes.server;
      if (!this.heldBack.has(name) || !this.shares.mayTake(name, this.clock.now)) continue;
      this.heldBack.delete(name);
      lanes.wake(Infinity);
    }
    if (this.heldBack.size === 0) this.clock.unwatch(this);
  }

  private byReachability(): ServerLanes[] {
    return [...this.all].sort((a, b) => Number(b.isReachable) - Number(a.isReachable));
  }
}
