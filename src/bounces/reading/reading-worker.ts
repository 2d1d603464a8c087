import { parentPort } from 'node:worker_threads';
import { readBounce } from './read-bounce.js';
import type { ReadingLimits } from './reading-limits.js';

/** What the pool sends: one mail at a time. */
export interface ReadingTask {
  mail: Uint8Array;
  limits: ReadingLimits;
}

parentPort?.on('message', ({ mail, limits }: ReadingTask) =>
  parentPort!.postMessage(readBounce(mail, limits)),
);
parentPort?.postMessage('ready');
