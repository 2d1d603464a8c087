import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, fchownSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

import type { Binaries } from './embedded-postgres-binaries.js';
import { serversInside } from './embedded-postgres-claim.js';
import type { ServerOwner } from './embedded-postgres-owner.js';
import { explainTrouble } from './embedded-postgres-trouble.js';

export const SOCKET_PORT = 5432;
export const SERVER_USER = 'dateline';

/** Environment of the server: nothing of ours, so that PGPORT, PGDATA or a foreign locale cannot change it. */
const CLEAN_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** How long a fast shutdown may take before the hard one; its checkpoint has been seen to need seconds on slow disks. */
const SHUTDOWN_PATIENCE_MS = 30_000;

/** Makes the cluster under a second name first: an interrupted initdb never counts as a cluster. */
export function createCluster(
  cluster: string,
  { initdb }: Binaries,
  owner: ServerOwner,
  isDurable: boolean,
): void {
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'];
  const access = ['--username', SERVER_USER, '--auth=trust', '--no-instructions'];
  const args = ['-D', unfinished, ...locale, ...access, ...(isDurable ? [] : ['--no-sync'])];
  const made = spawnSync(initdb, args, { ...owner, cwd: '/', env: CLEAN_ENVIRONMENT, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.error?.message ?? `${made.stdout}\n${made.stderr}`);
  renameSync(unfinished, cluster);
}

/** Whether a server answers on the socket: `starting` also stands for recovering or shutting down. */
export async function knock(socketFolder: string): Promise<'ready' | 'starting' | 'nobody'> {
  const client = new pg.Client({ ...serverConnection(socketFolder), database: 'postgres', ssl: false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ready';
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? '';
    return /^(57P0\d|53300)$/.test(code) ? 'starting' : 'nobody';
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function serverConnection(socketFolder: string): { host: string; port: number; user: string } {
  return { host: socketFolder, port: SOCKET_PORT, user: SERVER_USER };
}

/** Detached, so that Ctrl-C reaches the application first and the database outlives its last write. */
export function spawnServer(
  { postgres }: Binaries,
  args: string[],
  owner: ServerOwner,
  log: string,
): ChildProcess {
  const output = openSync(log, 'w', 0o600);
  if (owner !== undefined) fchownSync(output, owner.uid, owner.gid);
  const server = spawn(postgres, args, {
    ...owner,
    cwd: '/',
    env: CLEAN_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  server.on('error', () => undefined);
  server.unref();
  return server;
}

/** Waits by connecting, however long recovery takes, as long as the process lives. */
export async function untilReady(server: ChildProcess, socketFolder: string, folder: string): Promise<void> {
  while ((await knock(socketFolder)) !== 'ready') {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) {
      throw explainTrouble(readFileSync(join(folder, 'server.log'), 'utf8'), folder);
    }
    await pause(15);
  }
}

/** Ends a server by a fast shutdown: open transactions are rolled back, everything committed is kept. */
export async function stopServer(cluster: string): Promise<void> {
  const id = postmasterId(cluster);
  if (id === undefined) return;
  signal(id, 'SIGINT');
  if (await untilGone(cluster, SHUTDOWN_PATIENCE_MS)) return;
  signal(id, 'SIGQUIT');
  await untilGone(cluster, SHUTDOWN_PATIENCE_MS);
}

/**
 * Removes the locks a killed server left. PostgreSQL would take them for a living
 * server whenever their process number belongs to somebody else now.
 */
export async function clearStaleLocks(cluster: string, socketFolder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  if (serversInside(cluster).length > 0) await stopServer(cluster);
  if (serversInside(cluster).length > 0) throw new Error(`FATAL: another server still works in ${cluster}`);
  const socket = join(socketFolder, `.s.PGSQL.${SOCKET_PORT}`);
  for (const lock of [join(cluster, 'postmaster.pid'), socket, `${socket}.lock`])
    rmSync(lock, { force: true });
}

/** Without /proc the lock file is all there is to see: the server removes it as its last act. */
async function untilGone(cluster: string, patienceMs: number): Promise<boolean> {
  const isThere = () =>
    serversInside(cluster).length > 0 || (!hasProc() && postmasterId(cluster) !== undefined);
  for (let waited = 0; waited < patienceMs; waited += 10) {
    if (!isThere()) return true;
    await pause(10);
  }
  return false;
}

function hasProc(): boolean {
  return existsSync('/proc/self/stat');
}

function postmasterId(cluster: string): number | undefined {
  const file = join(cluster, 'postmaster.pid');
  const id = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : NaN;
  const isOurs = !hasProc() || serversInside(cluster).includes(id);
  return Number.isInteger(id) && isOurs ? id : serversInside(cluster)[0];
}

function signal(id: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(id, name);
  } catch {
    // It ended in the meantime.
  }
}
