import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

import { runnableBinaries } from './embedded-postgres-binaries.js';
import { claimServer, isClaimed, releaseClaim } from './embedded-postgres-claim.js';
import { prepareFolder, prepareSocketFolder } from './embedded-postgres-folder.js';
import { chooseOwner, type ServerOwner } from './embedded-postgres-owner.js';
import {
  clearStaleLocks,
  createCluster,
  knock,
  serverConnection,
  spawnServer,
  stopServer,
  untilReady,
} from './embedded-postgres-server.js';
import { defaultSettings, serverArguments, type ServerSettings } from './embedded-postgres-settings.js';
import { EmbeddedPostgresError, explainTrouble } from './embedded-postgres-trouble.js';

export interface EmbeddedPostgresOptions {
  /** Made if missing; holds the cluster, the socket and the server's log. */
  dataDir: string;
  /** Added to the defaults, e.g. `{ fsync: 'off' }` in tests. */
  settings?: ServerSettings;
  /** One plain line for each step that takes time. */
  onProgress?: (line: string) => void;
}

export interface EmbeddedPostgres {
  connection: { host: string; port: number; user: string; database: string };
  /** The same for `pg`, TypeORM and psql; the host is the folder of the Unix socket, percent-encoded. */
  url: string;
  /** False if another living process looks after this server; then `stop` leaves it running. */
  owned: boolean;
  /** Fast shutdown. Close your own connections first. */
  stop(): Promise<void>;
}

const DATABASE = 'dateline';

interface Place {
  folder: string;
  cluster: string;
  socketFolder: string;
  owner: ServerOwner;
}

/**
 * Starts the PostgreSQL 18 that comes with npm, or adopts the one a killed process
 * left running on the same data. Listens on a Unix socket in a 0700 folder only.
 *
 * @throws EmbeddedPostgresError whose message is one sentence that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const place = preparePlace(options.dataDir);
    const owned = claimServer(place.folder);
    if (owned) await startUnlessRunning(place, options);
    else await waitForHost(place);
    const server = handle(place, owned);
    await createDatabase(place.socketFolder).catch((cause) =>
      server.stop().then(() => Promise.reject(cause)),
    );
    return server;
  } catch (cause) {
    throw explainTrouble(cause, options.dataDir);
  }
}

function preparePlace(dataDir: string): Place {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError('On Windows use your own PostgreSQL by setting DATABASE_URL.');
  }
  const owner = chooseOwner(dataDir);
  const folder = prepareFolder(dataDir, owner);
  return { folder, owner, cluster: join(folder, 'pg18'), socketFolder: prepareSocketFolder(folder, owner) };
}

async function startUnlessRunning(
  place: Place,
  { settings, onProgress = () => undefined }: EmbeddedPostgresOptions,
) {
  if (await isStillRunning(place.socketFolder)) return onProgress('Found PostgreSQL still running');
  const all = { ...defaultSettings(), ...settings };
  const binaries = runnableBinaries(place.folder, place.owner, onProgress);
  if (!existsSync(place.cluster)) {
    onProgress(`Preparing a new database in ${place.folder}`);
    createCluster(place.cluster, binaries, place.owner, all['fsync'] !== 'off');
  }
  await clearStaleLocks(place.cluster, place.socketFolder);
  onProgress('Starting PostgreSQL');
  const args = serverArguments(place.cluster, place.socketFolder, all);
  const server = spawnServer(binaries, args, place.owner, join(place.folder, 'server.log'));
  await untilReady(server, place.socketFolder, place.folder);
}

/** A server that is recovering or ending says so; wait until it has made up its mind. */
async function isStillRunning(socketFolder: string): Promise<boolean> {
  for (;;) {
    const answer = await knock(socketFolder);
    if (answer !== 'starting') return answer === 'ready';
    await pause(50);
  }
}

/** The process that claimed the server may still be making it. */
async function waitForHost({ folder, socketFolder }: Place): Promise<void> {
  while ((await knock(socketFolder)) !== 'ready') {
    if (!isClaimed(folder))
      throw new EmbeddedPostgresError('The other Dateline was just stopped: start again.');
    await pause(50);
  }
}

async function createDatabase(socketFolder: string): Promise<void> {
  const client = new pg.Client({ ...serverConnection(socketFolder), database: 'postgres', ssl: false });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function handle({ folder, cluster, socketFolder }: Place, owned: boolean): EmbeddedPostgres {
  const connection = { ...serverConnection(socketFolder), database: DATABASE };
  const { host, port, user, database } = connection;
  return {
    connection,
    url: `postgresql://${user}@${encodeURIComponent(host)}:${port}/${database}`,
    owned,
    stop: async () => {
      if (!owned) return;
      await stopServer(cluster);
      if (!socketFolder.startsWith(folder)) rmSync(socketFolder, { recursive: true, force: true });
      releaseClaim(folder);
    },
  };
}
