import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { temporaryDataFolder } from '../../src/database/embedded-postgres-folder.js';
import { endWithThisProcess } from './cluster.js';
import { createTestDatabase, type TestDatabase } from './database.js';

/** A PostgreSQL of one test's own, which may be stopped, with one migrated database. */
export class FaultDatabase implements TestDatabase {
  private constructor(
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(): Promise<FaultDatabase> {
    const folder = temporaryDataFolder();
    const { url } = await startServer(folder);
    const database = await createTestDatabase(url);
    return new FaultDatabase(folder, database.url);
  }

  /** As after a power cut: no connection is ended in order, and the log is replayed at the start. */
  async restartImmediately(): Promise<void> {
    const id = serverProcess(this.folder);
    process.kill(id, 'SIGQUIT');
    while (isAlive(id)) await pause(10);
    await startServer(this.folder);
  }

  async drop(): Promise<void> {
    const id = serverProcess(this.folder);
    process.kill(id, 'SIGINT');
    while (isAlive(id)) await pause(10);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function startServer(folder: string) {
  // Only the disk is not waited for: what was committed survives the end of the process.
  const settings = { fsync: 'off', max_connections: 100, shared_buffers: '64MB' };
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings });
  endWithThisProcess(serverProcess(folder), folder);
  return server;
}

function serverProcess(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'postgres/pg18/postmaster.pid'), 'utf8'), 10);
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

/** The way to a database, which can be cut: workers connect here, on the loopback interface. */
export class DatabaseWay {
  private readonly pairs = new Set<[Socket, Socket]>();
  private readonly swallowed = new WeakSet<Socket>();
  private isSilent = false;
  private server: Server | undefined;

  private constructor(
    private readonly target: string,
    private port: number,
  ) {}

  /** @param url of a database behind a Unix socket */
  static async to(url: string): Promise<DatabaseWay> {
    const { host, port } = partsOf(url);
    const way = new DatabaseWay(join(host, `.s.PGSQL.${port}`), 0);
    await way.open();
    return way;
  }

  /** The same database by this way. */
  urlFor(url: string): string {
    const { user, database } = partsOf(url);
    return `postgresql://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Connections break and new ones are refused. */
  async cut(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    server?.close();
    if (server) await once(server, 'close');
  }

  /** Nothing comes through until `open`, as with a server that stands still; nothing breaks either. */
  fallSilent(): void {
    this.isSilent = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** What goes through the connections that are open now disappears from here on, for good, and none of them breaks. */
  swallow(): void {
    for (const pair of this.pairs) for (const socket of pair) this.swallowed.add(socket);
  }

  async open(): Promise<void> {
    this.isSilent = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
    if (this.server) return;
    this.server = createServer((socket) => this.join(socket));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private join(near: Socket): void {
    const far = connect(this.target);
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    for (const [one, other] of [pair, [far, near]] as const) {
      one.on('data', (chunk) => this.swallowed.has(one) || other.write(chunk));
      one.on('error', () => undefined);
      one.on('close', () => {
        if (!this.swallowed.has(one)) other.destroy();
        if (other.destroyed) this.pairs.delete(pair);
      });
      if (this.isSilent) one.pause();
    }
  }
}

function partsOf(url: string) {
  const [, user = '', host = '', port = '', database = ''] =
    /^postgresql:\/\/([^@]*)@([^:/]*):(\d+)\/(.+)$/.exec(url) ?? [];
  return { user, host: decodeURIComponent(host), port, database };
}
