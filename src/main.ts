import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { readEnv } from './config/env.js';
import { createApp } from './http/create-app.js';
import { createLog } from './ops/log.js';
import { untilSignal } from './until-signal.js';

/** Open requests, live progress among them, have this long to end after a signal; milliseconds. */
const DRAIN = 10_000;

/** The web process of production: pages and API. Stops taking connections on a signal, finishes what is open. */
const env = readEnv();
const app = await createApp(env);
await app.listen(env.PORT, env.HOST);
const log = createLog(env.LOG_LEVEL);
log.info({ event: 'web.started', port: (app.getHttpServer().address() as AddressInfo).port });
const signal = await untilSignal();
log.info({ event: 'web.stopping', signal });
setTimeout(() => process.exit(0), DRAIN).unref();
await app.close();
log.info({ event: 'web.stopped' });
