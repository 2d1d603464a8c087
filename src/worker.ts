import 'reflect-metadata';
import { readEnv } from './config/env.js';
import { keepHeapLean } from './ops/lean-heap.js';
import { startWorker } from './start-worker.js';
import { untilSignal } from './until-signal.js';

/** The sending process of production. */
keepHeapLean();
const worker = await startWorker(readEnv());
await untilSignal();
await worker.close();
