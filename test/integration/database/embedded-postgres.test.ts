import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { serversInside } from '../../../src/database/embedded-postgres-claim.js';
import { stopServer } from '../../../src/database/embedded-postgres-server.js';
import { disposableSettings } from '../../../src/database/embedded-postgres-settings.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/database/embedded-postgres.js';

/** No process has this number: Linux numbers end at 4,194,304. */
const NOBODY = '4999999 1';

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let dataDir: string;
  let steps: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dateline-embedded-'));
    chmodSync(folder, 0o755);
    dataDir = join(folder, 'postgres');
    steps = [];
  });
  afterEach(async () => {
    await stopServer(join(dataDir, 'pg18'));
    rmSync(folder, { recursive: true });
  });

  it('keeps what was written when it is stopped and started again', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    const second = await start();
    expect(await query(second, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(serversInside(join(dataDir, 'pg18'))).toEqual([]);
  });

  it('opens no port, and its socket only to its own user', async () => {
    const server = await start();
    expect(await query(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect(statSync(server.connection.host).mode & 0o777).toBe(0o700);
    await server.stop();
  });

  it('sorts and folds case by Unicode, the same on every machine', async () => {
    const server = await start();
    const rows = await query(server, `SELECT upper('żółć éa') AS upper, datlocale FROM pg_database LIMIT 1`);
    expect(rows).toEqual([{ upper: 'ŻÓŁĆ ÉA', datlocale: 'C.UTF-8' }]);
    await server.stop();
  });

  it('is adopted, not started twice, after the process that started it was killed', async () => {
    const first = await start();
    const servers = serversInside(join(dataDir, 'pg18'));
    writeFileSync(join(dataDir, 'claimed-by'), NOBODY);
    const second = await start();
    expect(steps.at(-1)).toBe('Found PostgreSQL still running');
    expect(servers).toContain(serversInside(join(dataDir, 'pg18'))[0]);
    expect(second).toMatchObject({ owned: true, url: first.url });
    await second.stop();
  });

  it('is left running by a guest, who comes while another process looks after it', async () => {
    const host = await start();
    writeFileSync(join(dataDir, 'claimed-by'), claimOf(process.ppid));
    const guest = await start();
    expect(guest.owned).toBe(false);
    await guest.stop();
    expect(await query(host, 'SELECT 1 AS still')).toEqual([{ still: 1 }]);
  });

  it('recovers from its own kill -9 although its process number belongs to somebody else now', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS one');
    const lock = join(dataDir, 'pg18/postmaster.pid');
    const [id, ...rest] = readFileSync(lock, 'utf8').split('\n');
    process.kill(Number(id), 'SIGKILL');
    await stopServer(join(dataDir, 'pg18'));
    writeFileSync(lock, [process.pid, ...rest].join('\n'));
    writeFileSync(join(first.connection.host, '.s.PGSQL.5432.lock'), [process.pid, ...rest].join('\n'));
    const second = await start();
    expect(await query(second, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('does not take an interrupted first start for a database', async () => {
    mkdirSync(join(dataDir, 'pg18.new'), { recursive: true });
    writeFileSync(join(dataDir, 'pg18.new/PG_VERSION'), '18\n');
    const server = await start();
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('puts its socket elsewhere where the path is too long for one', async () => {
    dataDir = join(folder, 'newsroom-'.repeat(8), 'a folder, "quoted"', 'postgres');
    const server = await start();
    expect(Buffer.byteLength(server.connection.host)).toBeLessThanOrEqual(88);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('says in one sentence that a folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    dataDir = join(folder, 'file', 'postgres');
    await expect(start()).rejects.toThrow(/^Dateline may not write its database into .*DATABASE_URL\.$/);
  });

  it('shows what PostgreSQL complained about when it does not start', async () => {
    await (await start()).stop();
    const settings = { ...disposableSettings(), max_connections: 'many' };
    await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(/max_connections/);
    expect(existsSync(join(dataDir, 'pg18/postmaster.pid'))).toBe(false);
  });

  function start(): Promise<EmbeddedPostgres> {
    const onProgress = (line: string) => void steps.push(line);
    return startEmbeddedPostgres({ dataDir, settings: disposableSettings(), onProgress });
  }
});

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function claimOf(id: number): string {
  const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return `${id} ${fields[19]}`;
}
