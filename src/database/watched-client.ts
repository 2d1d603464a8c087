import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

/** ms without an answer after which the server is asked what became of the query. */
const ANSWER_LIMIT = 3_000;
/** ms for which an answer may still be on its way after the server has said that it is done. */
const GRACE = 1_000;
/** ms; the question itself must not hang either. */
const QUESTION_LIMIT = 5_000;

/**
 * What the server is to do when it is the one that hears nothing any more: it ends the session, and with it the locks that
 * the session holds, within half a minute after a machine vanished, and a transaction that nobody goes on with after one.
 */
const SERVER_SIDE = [
  '-c tcp_keepalives_idle=10',
  '-c tcp_keepalives_interval=5',
  '-c tcp_keepalives_count=3',
  '-c tcp_user_timeout=25000',
  '-c idle_in_transaction_session_timeout=60000',
].join(' ');

/** Whether a session is busy with something else than waiting for its client; no row: it is gone. */
const WORKS = `
select state <> 'idle' and wait_event_type is distinct from 'Client' as works from pg_stat_activity
 where pid = $1 and backend_start <= clock_timestamp() - $2 * interval '1 second'`;

const END = `
select pg_terminate_backend(pid) from pg_stat_activity
 where pid = $1 and backend_start <= clock_timestamp() - $2 * interval '1 second'`;

type Callback = (...answer: unknown[]) => void;

/**
 * A client that notices when its connection neither breaks nor answers, as behind a firewall that has forgotten it. A query
 * without an answer for a while makes it ask on a second connection whether the server still works on it. One that merely
 * takes long is left alone. Otherwise the session is ended there, so that it holds no locks, and this connection breaks
 * here, within about five seconds: whoever waits gets an error as from any lost connection. Connections of this process on
 * which nothing happens at that moment are given up as well, since what swallowed one has likely swallowed all.
 *
 * Not covered: streams of COPY. Needs to reach the server itself, or a pooler that keeps sessions and their process numbers.
 */
export class WatchedClient extends pg.Client {
  private static readonly open = new Set<WatchedClient>();

  private readonly config: pg.ClientConfig;
  private readonly madeAt = performance.now();
  private unanswered = 0;

  constructor(config: pg.ClientConfig = {}) {
    super({ ...config, options: [config.options, SERVER_SIDE].filter(Boolean).join(' ') });
    this.config = config;
    WatchedClient.open.add(this);
    this.once('end', () => WatchedClient.open.delete(this));
    // The error reaches the query that waits, and the pool. Nobody else has to listen, and nobody must crash of it.
    this.on('error', () => undefined);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- pg has a dozen forms of this call
  override query(...args: any[]): any {
    const query = super.query.bind(this) as (...all: unknown[]) => unknown;
    if (isStream(args[0])) return query(...args);
    const stop = this.watch();
    const last: unknown = args.at(-1);
    if (typeof last === 'function') return query(...args.slice(0, -1), andThen(stop, last as Callback));
    const answer = query(...args) as Promise<unknown>;
    answer.then(stop, stop);
    return answer;
  }

  /** Returns what ends the watch. */
  private watch(): () => void {
    this.unanswered += 1;
    let isAnswered = false;
    let timer: NodeJS.Timeout;
    const look = () => {
      timer = setTimeout(() => {
        void this.breakIfLost(() => isAnswered).finally(() => isAnswered || look());
      }, ANSWER_LIMIT).unref();
    };
    look();
    return () => {
      if (!isAnswered) this.unanswered -= 1;
      isAnswered = true;
      clearTimeout(timer);
    };
  }

  private async breakIfLost(isAnswered: () => boolean): Promise<void> {
    const asking = new pg.Client({
      ...this.config,
      connectionTimeoutMillis: QUESTION_LIMIT,
      query_timeout: QUESTION_LIMIT,
    });
    asking.on('error', () => undefined);
    try {
      await asking.connect();
      if (await this.stillWorks(asking)) return;
      await pause(GRACE);
      if (isAnswered() || (await this.stillWorks(asking))) return;
      await asking.query(END, this.session);
      this.giveUp();
    } catch {
      // The database is away, or refuses more connections: asked again later.
    } finally {
      void asking.end().catch(() => undefined);
    }
  }

  private giveUp(): void {
    const idle = [...WatchedClient.open].filter((each) => each.unanswered === 0);
    for (const each of [this, ...idle])
      each.stream.destroy(new Error('The connection to the database neither answered nor broke.'));
  }

  private async stillWorks(asking: pg.Client): Promise<boolean> {
    const { rows } = await asking.query<{ works: boolean }>(WORKS, this.session);
    return rows[0]?.works ?? false;
  }

  /** The server's process, and for how many seconds at least it must have been ours: numbers are given again. */
  private get session(): [number, number] {
    const { processID } = this as unknown as { processID: number | null };
    return [processID ?? 0, (performance.now() - this.madeAt) / 1000 - this.longestConnect];
  }

  private get longestConnect(): number {
    return (this.config.connectionTimeoutMillis ?? QUESTION_LIMIT) / 1000;
  }

  private get stream(): Socket {
    return (this as unknown as { connection: { stream: Socket } }).connection.stream;
  }
}

function isStream(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'submit' in query;
}

function andThen(first: () => void, then: Callback): Callback {
  return (...answer) => {
    first();
    then(...answer);
  };
}
