import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { LOG, type Log } from '../ops/log.js';
import { DELIVERY_QUEUE, type ChunkJob, URGENT_QUEUE } from './delivery-queue.js';
import { DeliveryWorker } from './delivery-worker.js';

/** A killed worker's job is taken over after these ms; its chunk's lease ends earlier. */
const LOCK = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 100 };

abstract class ChunkProcessor extends WorkerHost {
  protected abstract readonly delivery: DeliveryWorker;
  protected abstract readonly log: Log;

  async process(job: Job<ChunkJob>): Promise<string> {
    const refusal = await this.delivery.send(job.data);
    if (refusal === 'clock') this.log.error({ event: 'clock.skewed', chunk: job.id });
    return refusal ?? 'sent';
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.log.warn({ event: 'queue.trouble', error: error.message });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<ChunkJob> | undefined, error: Error): void {
    this.log.error({ event: 'chunk.failed', chunk: job?.id, error: error.message });
  }
}

@Injectable()
@Processor(DELIVERY_QUEUE, { ...LOCK, concurrency: 4 })
export class DeliveryProcessor extends ChunkProcessor {
  constructor(
    protected readonly delivery: DeliveryWorker,
    @Inject(LOG) protected readonly log: Log,
  ) {
    super();
  }
}

@Injectable()
@Processor(URGENT_QUEUE, { ...LOCK, concurrency: 2 })
export class UrgentDeliveryProcessor extends ChunkProcessor {
  constructor(
    protected readonly delivery: DeliveryWorker,
    @Inject(LOG) protected readonly log: Log,
  ) {
    super();
  }
}
