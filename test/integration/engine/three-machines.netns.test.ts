import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { startTestRedis, type TestRedis } from '../../support/redis.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';

const WORKER = join(import.meta.dirname, '../../../dist/worker.js');
const READERS = 600;
const CONNECTIONS = 4;

/** A network namespace with one cable to this machine, which stands for a machine of its own. */
class Machine {
  readonly namespace: string;
  readonly ours: string;
  private readonly cable: string;
  private worker?: ChildProcess;

  constructor(number: number) {
    this.namespace = `dateline-${process.pid}-${number}`;
    this.cable = `dl${process.pid % 100_000}x${number}`;
    const net = `10.${200 + (process.pid % 50)}.${number}`;
    this.ours = `${net}.1`;
    ip('netns', 'add', this.namespace);
    ip('link', 'add', this.cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.namespace);
    ip('addr', 'add', `${this.ours}/30`, 'dev', this.cable);
    ip('link', 'set', this.cable, 'up');
    ip('-n', this.namespace, 'addr', 'add', `${net}.2/30`, 'dev', 'eth0');
    ip('-n', this.namespace, 'link', 'set', 'eth0', 'up');
    ip('-n', this.namespace, 'link', 'set', 'lo', 'up');
  }

  start(env: Record<string, string>): void {
    const args = ['netns', 'exec', this.namespace, process.execPath, WORKER];
    this.worker = spawn('ip', args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  }

  /** Pulls the cable: nothing that is sent arrives, and nobody is told. */
  cutOff(): void {
    ip('link', 'set', this.cable, 'down');
  }

  async remove(): Promise<void> {
    if (this.worker && this.worker.exitCode === null && this.worker.signalCode === null) {
      this.worker.kill('SIGKILL');
      await once(this.worker, 'exit');
    }
    ip('link', 'delete', this.cable);
    ip('netns', 'delete', this.namespace);
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Passes everything that comes to an address of this machine on to a server that only listens locally. */
class Passage {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly to: { path: string } | { port: number; host: string }) {
    this.server = createServer((socket) => this.pass(socket));
  }

  async open(host: string): Promise<number> {
    this.server.listen(0, host);
    await once(this.server, 'listening');
    return (this.server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(socket: Socket): void {
    const onward = connect({ ...this.to, noDelay: true } as never);
    for (const [from, into] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => into.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        into.destroy();
      });
      from.pipe(into);
    }
  }
}

describe('three machines that share one PostgreSQL and one Redis', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let redis: TestRedis;
  const machines: Machine[] = [];
  const passages: Passage[] = [];

  beforeEach(async () => {
    newsroom = await testNewsroom();
    redis = await startTestRedis();
    receiver = await SmtpReceiver.start({ replyDelayMs: 20 });
  });
  afterEach(async () => {
    await Promise.all(machines.splice(0).map((machine) => machine.remove()));
    await Promise.all(passages.splice(0).map((passage) => passage.close()));
    await receiver.stop();
    await redis.stop();
    await newsroom.close();
  });

  async function passage(
    machine: Machine,
    to: { path: string } | { port: number; host: string },
  ): Promise<string> {
    const made = new Passage(to);
    passages.push(made);
    return `${machine.ours}:${await made.open(machine.ours)}`;
  }

  async function addMachine(number: number): Promise<Machine> {
    const machine = new Machine(number);
    machines.push(machine);
    const database = new URL(newsroom.url.replace(/@[^/]*\//, '@database/'));
    const folder = /[?&]host=([^&]+)/.exec(newsroom.url)?.[1] ?? /@([^/:]*)/.exec(newsroom.url)?.[1] ?? '';
    const port = /:(\d+)\//.exec(newsroom.url)?.[1] ?? '5432';
    const local = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const postgres = await passage(machine, { path: `${decodeURIComponent(folder)}/.s.PGSQL.${port}` });
    machine.start({
      DATABASE_URL: `postgres://${database.username}:${database.password}@${postgres}${database.pathname}`,
      REDIS_URL: `redis://${await passage(machine, local(redis.url))}`,
      SMTP_URL: `smtp://${await passage(machine, local(receiver.url))}?connections=${CONNECTIONS}&starttls=never`,
      DATELINE_SECRET: newsroom.env().DATELINE_SECRET ?? '',
      CHUNK_SIZE: '20',
      NOTICES: 'off',
      LOG_LEVEL: 'silent',
    });
    return machine;
  }

  it('send everything once although one of them is cut off in the middle', async () => {
    await newsroom.addReaders(READERS);
    const [lost] = await Promise.all([addMachine(1), addMachine(2), addMachine(3)]);
    await newsroom.until(
      'select count(*)::int as n from worker_seen',
      [],
      (row: { n: number }) => row.n === 3,
      40_000,
    );
    const dispatch = await newsroom.arm();
    // In the middle: every machine has sent something, and most is still to be sent.
    await newsroom.until(
      `select count(distinct worker)::int as n from delivery_event where dispatch_id = $1`,
      [dispatch.id],
      (row: { n: number }) => row.n === 3,
      40_000,
    );
    lost.cutOff();
    const account = await newsroom.until<Record<string, number | string>>(
      'select a.*, d.state from dispatch_account a join dispatch d on d.id = a.dispatch_id where a.dispatch_id = $1',
      [dispatch.id],
      (row) => row['state'] === 'finished',
      120_000,
    );
    const reached = receiver.messages.map((mail) => mail.to[0]);
    expect(new Set(reached).size).toBe(reached.length);
    expect(Number(account['accepted']) + Number(account['in_doubt'])).toBe(READERS);
    expect(Number(account['in_doubt'])).toBeLessThanOrEqual(CONNECTIONS);
    expect(reached.length).toBeGreaterThanOrEqual(Number(account['accepted']));
    const [left] = await newsroom.db.query<{ workers: number }[]>(
      `select count(distinct worker)::int as workers from delivery_event where dispatch_id = $1 and state = 'accepted'`,
      [dispatch.id],
    );
    expect(left?.workers).toBe(3);
  }, 240_000);
});
