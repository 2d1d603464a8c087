import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { LOG, type Log } from '../ops/log.js';

export const DISPATCH_QUEUE = 'dispatch';

/** What the dispatch queue carries: "look at this dispatch", "look at everything". Nothing that is not in PostgreSQL. */
export interface DispatchJob {
  dispatchId?: number;
}

/** Asks the workers to look now. A wake-up that is lost is made up for by the sweep. */
@Injectable()
export class DispatchWake {
  constructor(
    @InjectQueue(DISPATCH_QUEUE) private readonly queue: Queue<DispatchJob>,
    @Inject(LOG) private readonly log: Log,
  ) {
    queue.on('error', (error) => log.warn({ event: 'queue.trouble', error: error.message }));
  }

  /** Does not wait: the request that causes it must not hang on a queue that is down. */
  prepare(dispatchId: number): void {
    this.queue
      .add('sweep', { dispatchId })
      .catch((error: unknown) => this.log.warn({ event: 'wake.failed', dispatchId, error: String(error) }));
  }
}
