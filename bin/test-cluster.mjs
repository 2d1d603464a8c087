import { spawn } from 'child_process';
import { readFileSync, rmSync } from 'fs';
import { join } from 'path';
import process from 'process';
import { pathToFileURL } from 'url';

import { giveUp, say } from './say.mjs';

/** One PostgreSQL for the whole run, in a temporary folder; it ends with us even if we are killed. */
export async function startTestCluster(root) {
  const { startEmbeddedPostgres } = await built(root, 'embedded-postgres.js');
  const { disposableSettings } = await built(root, 'embedded-postgres-settings.js');
  const { temporaryDataFolder } = await built(root, 'embedded-postgres-folder.js');
  const folder = temporaryDataFolder();
  const dataDir = join(folder, 'postgres');
  const options = { dataDir, settings: disposableSettings(), onProgress: say };
  const server = await startEmbeddedPostgres(options).catch((error) => giveUp(error.message));
  endWithUs(root, dataDir, folder);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function built(root, file) {
  return import(pathToFileURL(join(root, 'dist/database', file)).href);
}

function endWithUs(root, dataDir, folder) {
  const server = readFileSync(join(dataDir, 'pg18/postmaster.pid'), 'utf8').split('\n')[0];
  const args = [join(root, 'bin/end-with-process.sh'), String(process.pid), server, folder];
  spawn('/bin/sh', args, { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}
