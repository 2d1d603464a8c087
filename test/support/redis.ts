import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { endWithThisProcess } from './cluster.js';

export interface TestRedis {
  url: string;
  /** Like kill -9: whatever was not on disk is gone. Nothing is, so all of it is. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** It answers nobody until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** Where redis-server is; undefined on a machine without it. `npm test` says so, once. */
export function redisServerPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file));
}

/** A private Redis on a free port of the loopback interface: `noeviction`, nothing written to disk. */
export async function startTestRedis(port?: number): Promise<TestRedis> {
  const program = redisServerPath();
  if (program === undefined)
    throw new Error('redis-server is not installed here; ask redisServerPath() first');
  const folder = mkdtempSync(join(tmpdir(), 'dateline-redis-'));
  const chosen = port ?? (await freePort());
  const persistence = ['--save', '', '--appendonly', 'no', '--dir', folder];
  const args = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--maxmemory-policy',
    'noeviction',
    ...persistence,
  ];
  const server = spawn(program, args, { stdio: 'ignore' });
  endWithThisProcess(server.pid ?? 0, folder);
  await untilItAnswers(server, chosen);
  return {
    url: `redis://127.0.0.1:${chosen}`,
    kill: () => end(server, 'SIGKILL', folder),
    stop: () => end(server, 'SIGTERM', folder),
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
  };
}

async function end(server: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function untilItAnswers(server: ChildProcess, port: number): Promise<void> {
  while (!(await answersPing(port))) {
    if (server.exitCode !== null)
      throw new Error(`redis-server ended with ${server.exitCode} on port ${port}`);
    await pause(10);
  }
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
