import 'reflect-metadata';
import { readEnv } from './config/env.js';
import { startInbound } from './start-inbound.js';
import { untilSignal } from './until-signal.js';

/** The process that takes bounces in production. */
const inbound = await startInbound(readEnv());
await untilSignal();
await inbound.close();
