import 'reflect-metadata';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { createToken } from '../auth/staff.commands.js';
import { readEnv } from '../config/env.js';
import { openDataSource } from '../database/data-source.js';
import { temporaryDataFolder } from '../database/embedded-postgres-folder.js';
import { entities } from '../entities.js';
import { startAllInOne } from '../start-all-in-one.js';
import { ApiClient } from './api-client.js';
import { runDemo } from './demo.js';
import { Narrator } from './narrator.js';

/** `npm run demo`: an instance of its own on free ports in a temporary folder, which is removed afterwards. */
const narrator = new Narrator();
const folder = temporaryDataFolder();
let exitCode = 1;
try {
  const env = readEnv({
    PORT: String(await freePort()),
    INBOUND_PORT: '0',
    DATA_DIR: folder,
    RETRY_FIRST: '1',
    NOTICES: 'off',
    LOG_LEVEL: 'error',
    RATE_LIMITS: 'off',
  });
  narrator.say('Start an instance of Dateline in a temporary folder');
  const running = await startAllInOne({
    env,
    say: (line) => narrator.say(`  ${line.trim().split('\n')[0]}`),
  });
  const database = await openDataSource(running.env.DATABASE_URL ?? '', entities, 2);
  try {
    const tokenOf = async (email: string, role: string): Promise<string> => {
      let token = '';
      await createToken(database, [email, 'Demo', role], (line) => (token = line));
      return token;
    };
    const account = await runDemo({
      narrator,
      officer: new ApiClient(running.url, await tokenOf('maja@newsroom.example', 'press_officer')),
      admin: new ApiClient(running.url, await tokenOf('admin@newsroom.example', 'admin')),
      database,
      inboundPort: running.inboundPort,
    });
    narrator.say('Every step held.');
    console.log(JSON.stringify(account));
    exitCode = 0;
  } finally {
    await database.destroy();
    await running.close();
  }
} catch (error) {
  narrator.say(`The demo failed: ${(error as Error).message}`);
  console.log(JSON.stringify({ demo: 'failed', reason: (error as Error).message }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(exitCode);

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
