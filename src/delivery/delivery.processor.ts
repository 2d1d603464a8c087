import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { DELIVERY_QUEUE, type ChunkJob, URGENT_QUEUE } from './delivery-queue.js';
import { DeliveryWorker } from './delivery-worker.js';

/** A killed worker's job is taken over after these ms; its chunk's lease ends earlier. */
const LOCK = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 100 };

abstract class ChunkProcessor extends WorkerHost {
  private readonly log = new Logger(ChunkProcessor.name);
  protected abstract readonly delivery: DeliveryWorker;

  async process(job: Job<ChunkJob>): Promise<string> {
    const refusal = await this.delivery.send(job.data);
    if (refusal === 'clock') this.log.error({ event: 'clock.skewed', chunk: job.id });
    return refusal ?? 'sent';
  }
}

@Injectable()
@Processor(DELIVERY_QUEUE, { ...LOCK, concurrency: 4 })
export class DeliveryProcessor extends ChunkProcessor {
  constructor(protected readonly delivery: DeliveryWorker) {
    super();
  }
}

@Injectable()
@Processor(URGENT_QUEUE, { ...LOCK, concurrency: 2 })
export class UrgentDeliveryProcessor extends ChunkProcessor {
  constructor(protected readonly delivery: DeliveryWorker) {
    super();
  }
}
