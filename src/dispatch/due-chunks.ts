import { setTimeout as pause } from 'node:timers/promises';
import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LONGEST_WAIT } from '../delivery/chunk-sender.js';
import {
  type ChunkJob,
  chunkJobId,
  DELIVERY_QUEUE,
  URGENT_BELOW,
  URGENT_QUEUE,
} from '../delivery/delivery-queue.js';
import { DeliveryWorker } from '../delivery/delivery-worker.js';
import { LOG, type Log } from '../ops/log.js';

interface DueChunk extends ChunkJob {
  epoch: number;
  wait: number;
}

/** Chunks put on the queue in one sweep; the next sweep goes on. */
const AT_ONCE = 400;
/** ms before a chunk that is still due is put on the queue again; its job may have been lost with the queue. */
const AGAIN_AFTER = 1_900;
/** ms that a sweep waits for the queue. One that is away keeps its jobs waiting, but nothing else. */
const QUEUE_PATIENCE = 1_000;
/** Seconds after its time from which a chunk that nobody has claimed is sent without the queue. */
const WITHOUT_QUEUE_AFTER = 10;

/** Puts chunks that are due on the queue, and sends by itself what the queue does not bring to anybody. */
@Injectable()
export class DueChunks {
  /** Job ids and when they were added, by the clock of this process. */
  private readonly added = new Map<string, number>();
  private isEnqueuing = false;
  private isSending = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
    @InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue<ChunkJob>,
    @InjectQueue(URGENT_QUEUE) private readonly urgentQueue: Queue<ChunkJob>,
    private readonly delivery: DeliveryWorker,
    @Inject(LOG) private readonly log: Log,
  ) {
    for (const each of [queue, urgentQueue])
      each.on('error', (error) => log.warn({ event: 'queue.trouble', error: error.message }));
  }

  /** Does not wait longer than a second for the queue, nor for what is sent without it. */
  async bringOut(): Promise<void> {
    void this.sendWithoutQueue();
    await this.enqueueUnlessAway();
  }

  /** Forgets what was added, e.g. when the queue was lost. */
  forget(): void {
    this.added.clear();
  }

  /**
   * A queue that is away, or whose jobs no worker takes, must not hold up a dispatch: what is overdue goes out without it,
   * one chunk after the other. Beside a queue that is only full this is one more pair of hands.
   */
  private async sendWithoutQueue(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let refusal: string | null = null; refusal === null;) refusal = await this.sendOverdue();
    } catch (error) {
      this.log.error({ event: 'chunk.failed', error: String(error) });
    } finally {
      this.isSending = false;
    }
  }

  /** Null when a chunk was sent; else why not. */
  private async sendOverdue(): Promise<string | null> {
    const [chunk] = await this.dataSource.query<ChunkJob[]>(
      `select c.dispatch_id as "dispatchId", c.tier, c.number, d.urgency,
              extract(epoch from t.opens_at)::float8 * 1000 as "opensAt"
         from delivery_chunk c
         join dispatch d on d.id = c.dispatch_id
         join dispatch_tier t on t.dispatch_id = c.dispatch_id and t.tier = c.tier
        where greatest(c.due_at, t.opens_at) < now() - $1 * interval '1 second'
          and c.lease_until is null and d.state = 'armed' and t.frozen_at is not null
        order by d.urgency, random() limit 1`,
      [WITHOUT_QUEUE_AFTER],
    );
    return chunk ? this.delivery.send(chunk) : 'nothing is overdue';
  }

  private async enqueueUnlessAway(): Promise<void> {
    if (this.isEnqueuing) return;
    this.isEnqueuing = true;
    const enqueued = this.enqueueDueChunks().finally(() => (this.isEnqueuing = false));
    enqueued.catch(() => undefined);
    await Promise.race([enqueued, pause(QUEUE_PATIENCE, undefined, { ref: false })]);
  }

  private async enqueueDueChunks(): Promise<void> {
    const due = await this.dataSource.query<DueChunk[]>(
      `select c.dispatch_id as "dispatchId", c.tier, c.number, c.epoch, d.urgency,
              extract(epoch from t.opens_at)::float8 * 1000 as "opensAt",
              extract(epoch from greatest(c.due_at, t.opens_at) - clock_timestamp())::float8 * 1000 as wait
         from delivery_chunk c
         join dispatch d on d.id = c.dispatch_id
         join dispatch_tier t on t.dispatch_id = c.dispatch_id and t.tier = c.tier
        where c.due_at <= now() + $1 * interval '1 second' and t.opens_at <= now() + $1 * interval '1 second'
          and c.lease_until is null and d.state = 'armed' and t.frozen_at is not null
        order by d.urgency, greatest(c.due_at, t.opens_at), c.number
        limit ${AT_ONCE * 4}`,
      [this.env.PREPARE_AHEAD],
    );
    const now = Date.now();
    for (const [id, at] of this.added) if (now - at > AGAIN_AFTER) this.added.delete(id);
    const fresh = due.filter((each) => !this.added.has(jobIdOf(each))).slice(0, AT_ONCE);
    await this.enqueue(
      this.urgentQueue,
      fresh.filter((each) => each.urgency < URGENT_BELOW),
    );
    await this.enqueue(
      this.queue,
      fresh.filter((each) => each.urgency >= URGENT_BELOW),
    );
  }

  private async enqueue(queue: Queue<ChunkJob>, chunks: DueChunk[]): Promise<void> {
    if (chunks.length === 0) return;
    await queue.addBulk(chunks.map(chunkJob));
    const now = Date.now();
    for (const chunk of chunks) this.added.set(jobIdOf(chunk), now + Math.max(0, chunk.wait));
  }
}

function jobIdOf(chunk: DueChunk): string {
  return chunkJobId(chunk, chunk.epoch, -chunk.wait / 1000);
}

/** The job comes a little before its time and waits there for the instant. */
function chunkJob(job: DueChunk) {
  const { wait } = job;
  return {
    name: 'chunk',
    data: {
      dispatchId: job.dispatchId,
      tier: job.tier,
      number: job.number,
      urgency: job.urgency,
      opensAt: job.opensAt,
    },
    opts: {
      jobId: jobIdOf(job),
      // A failed job that is kept would stand in the way of the next one of the same name.
      removeOnFail: true,
      delay: Math.max(0, Math.round(wait - LONGEST_WAIT / 2)),
      priority: job.urgency,
    },
  };
}
