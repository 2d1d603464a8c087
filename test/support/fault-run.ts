import { expect } from '@jest/globals';
import type { Dispatch } from '../../src/dispatch/dispatch.entity.js';
import { verifyRecord } from '../../src/audit/verify-record.js';
import { TEST_SECRET, type TestNewsroom, testNewsroom, type VersionOptions } from './build-dispatch.js';
import type { TestDatabase } from './database.js';
import { type FaultResult, faultResult } from './fault-account.js';
import type { FaultBackend, FaultQueue } from './fault-queue.js';
import { noteFault } from './fault-table.js';
import { FaultWeb } from './fault-web.js';
import { FaultWorker } from './fault-worker.js';
import { SmtpReceiver } from './smtp-receiver.js';

/** Recipients of each fault; FAULTS_RECIPIENTS=5000 makes a longer run. */
export const RECIPIENTS = Number(process.env['FAULTS_RECIPIENTS'] ?? 300);
/** How often what is repeated is repeated; FAULTS_ROUNDS=10 makes it ten times as often. */
export const ROUNDS = Number(process.env['FAULTS_ROUNDS'] ?? 1);
/** Connections of each worker, so the most that one kill can leave in doubt. */
export const CONNECTIONS = 5;

const SETTINGS = { CHUNK_SIZE: '20', LEASE: '1.5', RETRY_FIRST: '0.3', CLOCK_SKEW_LIMIT: '2' };
/** ms for a dispatch to finish; a longer run may take as much longer. */
const PATIENCE = 120_000 * Math.max(1, RECIPIENTS / 1000);

/** ms for one test, so that what it waits for in vain is said before Jest ends it. */
export const LONGEST = 6 * PATIENCE * ROUNDS;

const DOMAINS = Array.from({ length: 10 }, (_, at) => `outlet${at}.example`);

export interface FaultRunOptions<Q extends FaultQueue = FaultQueue> {
  /** Where jobs are kept. */
  backend: FaultBackend<Q>;
  settings?: Record<string, string>;
  recipients?: number;
  /** Instead of one in the cluster that the tests share. */
  database?: TestDatabase;
}

interface DispatchRow {
  state: string;
  held_reason: string | null;
}

/** One fault: a database, a mail server that misbehaves on demand, and workers in processes of their own. */
export class FaultRun<Q extends FaultQueue = FaultQueue> {
  readonly workers: FaultWorker[] = [];

  private constructor(
    readonly newsroom: TestNewsroom,
    readonly receiver: SmtpReceiver,
    readonly queue: Q,
    private readonly backend: FaultBackend,
    private readonly settings: Record<string, string>,
  ) {}

  static async prepare<Q extends FaultQueue>({
    backend,
    settings = {},
    recipients = RECIPIENTS,
    database,
  }: FaultRunOptions<Q>): Promise<FaultRun<Q>> {
    const newsroom = await testNewsroom(SETTINGS, database);
    await newsroom.addReaders(recipients, DOMAINS);
    const receiver = await SmtpReceiver.start();
    receiver.patienceMs = PATIENCE;
    const queue = await backend.start(newsroom.url);
    return new FaultRun(newsroom, receiver, queue, backend, settings);
  }

  arm(options?: VersionOptions): Promise<Dispatch> {
    return this.newsroom.arm(options);
  }

  /** Slows the server down so that the fault comes in the middle: about this many mails per second and worker. */
  slow(mailsPerSecond = 150): void {
    this.receiver.options.replyDelayMs = Math.ceil((CONNECTIONS * 1000) / mailsPerSecond / 2);
  }

  startWorker(settings: Record<string, string> = {}, clock?: string): FaultWorker {
    const all = { ...this.processSettings, ...settings };
    const worker = FaultWorker.start({ settings: all, ...(clock ? { clock } : {}) });
    this.workers.push(worker);
    return worker;
  }

  /** Another process of the web. */
  async startWeb(): Promise<FaultWeb> {
    const web = await FaultWeb.start(this.newsroom, this.processSettings);
    this.workers.push(web.process);
    return web;
  }

  private get processSettings(): Record<string, string> {
    return {
      ...SETTINGS,
      DATABASE_URL: this.newsroom.url,
      DATELINE_SECRET: TEST_SECRET,
      SMTP_URL: `${this.receiver.url}?connections=${CONNECTIONS}`,
      ...this.queue.settings,
      ...this.settings,
    };
  }

  startWorkers(count: number): FaultWorker[] {
    return Array.from({ length: count }, () => this.startWorker());
  }

  /** Resolves when the dispatch is in that state; rejects with what the workers said. */
  async untilState(dispatch: Dispatch, state = 'finished'): Promise<DispatchRow> {
    return this.until<DispatchRow>(
      'select state, held_reason from dispatch where id = $1',
      [dispatch.id],
      (row) => row.state === state,
    );
  }

  /** Resolves when so many mails have come. */
  async untilArrived(count: number): Promise<void> {
    await this.receiver.waitForMessages(Math.floor(count)).catch(this.explain);
  }

  async until<T>(sql: string, params: unknown[], holds: (row: T) => boolean): Promise<T> {
    return this.newsroom.until<T>(sql, params, holds, PATIENCE).catch(this.explain);
  }

  /** Waits for the end, notes the row of the table, and expects what holds after every fault. */
  async conclude(fault: string, dispatch: Dispatch, state = 'finished'): Promise<FaultResult> {
    await this.untilState(dispatch, state);
    await this.until<{ open: number }>(
      'select (pending + deferred + transmitting)::int as open from dispatch_account where dispatch_id = $1',
      [dispatch.id],
      (row) => row.open === 0,
    );
    const result = await faultResult(this.newsroom.db, dispatch.id, this.receiver.messages);
    noteFault(fault, this.backend.name, result);
    expect(result).toMatchObject({ duplicates: 0, lost: 0, early: 0, addsUp: true, unexplained: 0 });
    expect(this.receiver.violations).toEqual([]);
    expect(await verifyRecord(this.newsroom.db)).toMatchObject({ ok: true });
    return result;
  }

  private readonly explain = (error: Error): never => {
    const said = this.workers.flatMap((worker) => worker.lines).slice(-30);
    throw new Error(`${error.message}\n${said.join('\n')}`);
  };

  async close(): Promise<void> {
    for (const worker of this.workers) worker.thaw();
    await Promise.all(this.workers.map((worker) => worker.kill()));
    await this.receiver.stop();
    await this.queue.stop();
    await this.newsroom.close();
  }
}
