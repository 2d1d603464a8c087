import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { disposableSettings } from '../../src/database/embedded-postgres-settings.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';

/**
 * The cluster that `npm test` started for all tests, or, when a test is run by hand,
 * one of this process's own, which ends with it.
 */
export async function testClusterUrl(): Promise<string> {
  return process.env['DATELINE_TEST_CLUSTER'] ?? (await ownCluster());
}

async function ownCluster(): Promise<string> {
  const folder = join(tmpdir(), `dateline-tests-of-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    settings: disposableSettings(),
  });
  if (!existsSync(join(folder, 'watched'))) {
    endWithThisProcess(serverProcess(folder), folder);
    writeFileSync(join(folder, 'watched'), '');
  }
  return server.url;
}

/**
 * Ends that process, and removes the folder, once this one is gone, however it went:
 * Jest gives test files no exit handler that runs, and kill -9 gives nobody one.
 */
export function endWithThisProcess(id: number, folder: string): void {
  const script = join(import.meta.dirname, '../../bin/end-with-process.sh');
  const args = [script, String(process.pid), String(id), folder];
  spawn('/bin/sh', args, { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}

function serverProcess(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'postgres/pg18/postmaster.pid'), 'utf8'), 10);
}
