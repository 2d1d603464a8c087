import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { POOL } from '../database/pool.module.js';
import { renewLeases } from './chunk-claims.js';
import { ChunkSender } from './chunk-sender.js';
import { DatabaseClock } from './database-clock.js';
import type { ChunkJob } from './delivery-queue.js';
import { LiftPreparation } from './lift-preparation.js';
import { ReleaseMails } from './release-mails.js';
import { LanePool } from './smtp/lane-pool.js';
import { parseSmtpServers } from './smtp/smtp-server-url.js';
import { timeoutsWithin } from './smtp/smtp-timeouts.js';
import { askForSends, domainLimits } from './send-rates.js';
import { stepStatement } from './step-statement.js';
import { StepWriter } from './step-writer.js';
import { Transmitter } from './transmitter.js';
import { reportWorker } from './worker-seen.js';

/** Seconds; no wait between two attempts is longer. */
const LONGEST_RETRY_WAIT = 3600;
/** Leases are renewed this many times before they would end. */
const RENEWALS_PER_LEASE = 4;
/** ms between two questions for mails under a limit. */
const RATES_EVERY = 50;

/** One sending process: its connections, its claims, its heartbeat. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
  private readonly stopping = new AbortController();
  private readonly transmitter = new Transmitter();
  private readonly clock: DatabaseClock;
  private readonly writer: StepWriter;
  private readonly sender: ChunkSender;
  private readonly lanes: LanePool;
  private readonly sending = new Set<Promise<unknown>>();
  private readonly preparation: LiftPreparation;
  private heartbeat?: NodeJS.Timeout;
  private asking?: NodeJS.Timeout;
  private isAsking = false;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(LOG) private readonly log: Log,
    mails: ReleaseMails,
  ) {
    this.clock = new DatabaseClock(pool);
    const limits = { lease: env.LEASE, lateLimit: env.LATE_LIMIT, skewLimit: env.CLOCK_SKEW_LIMIT };
    const statement = stepStatement(pool, this.name, { ...limits, retryLimit: env.RETRY_LIMIT });
    this.writer = new StepWriter(statement, (error) =>
      this.log.error({ event: 'delivery.database_trouble', error: error.message }),
    );
    this.sender = new ChunkSender({
      pool,
      worker: this.name,
      limits,
      retry: { first: env.RETRY_FIRST, longest: LONGEST_RETRY_WAIT },
      clock: this.clock,
      mails,
      writer: this.writer,
      transmitter: this.transmitter,
    });
    const servers = parseSmtpServers(requireSmtp(env));
    for (const { name, perMinute } of servers)
      this.transmitter.rates.limit('server', name, perMinute ?? null);
    this.lanes = new LanePool({
      servers,
      source: this.transmitter,
      timeouts: timeoutsWithin(env.SMTP_REPLY_TIMEOUT),
      onEvent: (event) => this.log.debug(event),
    });
    this.transmitter.attach(this.lanes);
    this.preparation = new LiftPreparation({
      pool,
      worker: this.name,
      clock: this.clock,
      statement,
      mails,
      warm: () => this.lanes.warm(),
      ahead: env.PREPARE_AHEAD,
      poolSize: pool.options.max,
      onTrouble: (error) => log.warn({ event: 'lift.not_prepared', error: error.message }),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.transmitter.held.refresh(this.pool, performance.now());
    const everyMs = (this.env.LEASE * 1000) / RENEWALS_PER_LEASE;
    this.heartbeat = setInterval(() => void this.beat(), everyMs);
    this.asking = setInterval(() => void this.askForSends(), RATES_EVERY);
    void this.readDomainLimits();
  }

  /** See ChunkSender.send. A job that comes while the process stops is left for others. */
  async send(job: ChunkJob): Promise<string | null> {
    if (this.stopping.signal.aborted) return 'stopping';
    const sent = this.sender.send(job, this.stopping.signal);
    this.sending.add(sent);
    return sent.finally(() => this.sending.delete(sent));
  }

  /** Stops claiming, finishes what is in flight, writes its results. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.preparation.stop();
    this.sender.closeAll('stopping');
    await this.lanes.drain();
    await Promise.allSettled(this.sending);
    await this.writer.flushed();
    clearInterval(this.heartbeat);
    clearInterval(this.asking);
  }

  private async readDomainLimits(): Promise<void> {
    try {
      this.transmitter.rates.limitDomains(await domainLimits(this.pool));
    } catch (error) {
      this.log.error({ event: 'worker.limits_unread', error: String(error) });
    }
  }

  /** Costs nothing while no limit holds anything back. */
  private async askForSends(): Promise<void> {
    const wishes = this.transmitter.rates.wishes();
    if (this.isAsking || wishes.length === 0) return;
    this.isAsking = true;
    try {
      const grants = await askForSends(this.pool, this.name, wishes);
      this.transmitter.rates.granted(grants, performance.now());
      this.transmitter.ratesChanged();
    } catch (error) {
      this.log.error({ event: 'worker.rates_unknown', error: String(error) });
    } finally {
      this.isAsking = false;
    }
  }

  private async beat(): Promise<void> {
    try {
      const held = this.sender.heldChunks();
      if (held.length > 0)
        this.sender.heed(await renewLeases(this.pool, this.name, held, this.env.LEASE, this.env.LATE_LIMIT));
      await this.transmitter.held.refresh(this.pool, performance.now());
      await reportWorker(this.pool, this.name, new Date(), {
        chunks: held.length,
        servers: this.lanes.status,
      });
      await this.readDomainLimits();
      await this.preparation.look();
    } catch (error) {
      this.log.error({ event: 'worker.heartbeat_failed', error: String(error) });
    }
  }
}

function requireSmtp(env: Env): string {
  if (!env.SMTP_URL) throw new Error('SMTP_URL is missing: say where mails go, e.g. smtp://mail.example:25.');
  return env.SMTP_URL;
}
