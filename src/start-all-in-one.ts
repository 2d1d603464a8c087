import path from 'node:path';
import type { AddressInfo } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Env, readEnv } from './config/env.js';
import { openDataSource } from './database/data-source.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { entities } from './entities.js';
import { createApp } from './http/create-app.js';
import { installationSecret } from './installation-secret.js';
import { MailboxModule } from './mailbox/mailbox.module.js';
import { startMailboxServer } from './mailbox/mailbox-server.js';
import { seedDemo } from './seed/seed-demo.js';
import { startInbound } from './start-inbound.js';
import { startWorker } from './start-worker.js';
import { createFirstSignInLink } from './auth/sign-in-links.js';

export interface AllInOne {
  env: Env;
  /** `http://localhost:PORT` */
  url: string;
  inboundPort: number;
  close(): Promise<void>;
}

export interface AllInOneOptions {
  say: (line: string) => void;
  env?: Env;
  /** False leaves the newsroom empty. */
  demo?: boolean;
}

/**
 * Starts the database if none is given, migrates, seeds the demo newsroom once, then the local mailbox, the inbound
 * server, the worker and the web pages. Whatever was started is stopped again when a later step fails.
 */
export async function startAllInOne({ say, env: given, demo = true }: AllInOneOptions): Promise<AllInOne> {
  const started: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of started.splice(0).reverse()) await stop();
  };
  try {
    const running = await startParts(given ?? readEnv(), say, demo, (stop) => started.push(stop));
    return { ...running, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

async function startParts(
  given: Env,
  say: (line: string) => void,
  demo: boolean,
  onStop: (stop: () => Promise<void>) => void,
): Promise<Omit<AllInOne, 'close'>> {
  const env: Env = { ...given };
  env.DATELINE_SECRET ??= installationSecret(path.resolve(env.DATA_DIR));
  env.DATABASE_URL ??= await startDatabase(env, say, onStop);
  const run = await migrate(env.DATABASE_URL);
  if (run.length > 0) say(`Database brought up to date (${run.length} steps)`);

  const dataSource = await openDataSource(env.DATABASE_URL, entities, 4);
  onStop(() => dataSource.destroy());
  if (demo && (await seedDemo(dataSource, env))) say('Demo newsroom written');

  let inboundPort = 0;
  const usesMailbox = !env.SMTP_URL;
  if (usesMailbox) {
    const mailbox = await startMailboxServer(dataSource, {
      port: env.MAILBOX_PORT,
      inboundPort: () => inboundPort,
    });
    onStop(() => mailbox.close());
    env.SMTP_URL = mailbox.url;
  }

  const web: NestFastifyApplication = await createApp(env, { modules: usesMailbox ? [MailboxModule] : [] });
  onStop(() => web.close());
  const inbound = await startInbound(env);
  onStop(() => inbound.close());
  inboundPort = inbound.port;
  const worker: INestApplicationContext = await startWorker(env);
  onStop(() => worker.close());
  await web.listen({ port: env.PORT, host: env.HOST });

  const { port } = web.getHttpServer().address() as AddressInfo;
  const url = given.PUBLIC_URL.replace(/:0$/, `:${port}`);
  say(await welcome(url, usesMailbox, createFirstSignInLink(dataSource)));
  return { env, url, inboundPort };
}

async function startDatabase(
  env: Env,
  say: (line: string) => void,
  onStop: (stop: () => Promise<void>) => void,
): Promise<string> {
  const database = await startEmbeddedPostgres({
    dataDir: path.join(path.resolve(env.DATA_DIR), 'postgres'),
    onProgress: say,
  });
  onStop(() => database.stop());
  return database.url;
}

async function welcome(url: string, hasMailbox: boolean, signIn: Promise<string>): Promise<string> {
  const link = url + (await signIn);
  const lines = [
    '',
    'Dateline is running.',
    `  Press desk      ${url}/desk`,
    `  Newsroom        ${url}/`,
    ...(hasMailbox ? [`  Local mailbox   ${url}/mailbox   (nothing leaves this machine)`] : []),
    '',
    `  Sign in once with   ${link}`,
    '',
    '  Ctrl-C stops it.',
  ];
  return lines.join('\n');
}
