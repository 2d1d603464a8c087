import { setTimeout as pause } from 'node:timers/promises';
import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Queue } from 'bullmq';
import { LOG, type Log } from '../ops/log.js';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LONGEST_WAIT } from '../delivery/chunk-sender.js';
import { DeliveryWorker } from '../delivery/delivery-worker.js';
import {
  type ChunkJob,
  chunkJobId,
  DELIVERY_QUEUE,
  URGENT_BELOW,
  URGENT_QUEUE,
} from '../delivery/delivery-queue.js';
import { cancelUnsent } from './dispatch.service.js';
import { freezeTier, type TierKey } from './freeze.js';

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

/**
 * Finds in PostgreSQL what is due and puts it on the queue (law 7): runs at boot, on every wake-up, every two seconds in
 * each worker and once a minute by the queue's own scheduler. Any number of sweeps at once do no harm.
 */
@Injectable()
export class Sweep {
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

  async run(): Promise<void> {
    await this.reapDeadLeases();
    await this.freezeDueTiers();
    await this.holdLateAndRestored();
    void this.sendWithoutQueue();
    await this.enqueueUnlessAway();
    await this.cancelEnded();
    await this.reopenFinished();
    await this.finishComplete();
  }

  /** Forgets what was added, e.g. when the queue was lost. */
  forget(): void {
    this.added.clear();
  }

  private async reapDeadLeases(): Promise<void> {
    const rows = await this.dataSource.query<{ worker: string; doubts: number }[]>(
      `select worker, sum(reap_chunk(dispatch_id, tier, number))::int as doubts from delivery_chunk
        where lease_until < clock_timestamp() group by worker`,
    );
    for (const row of rows) this.log.warn({ event: 'lease.reaped', ...row });
  }

  private async freezeDueTiers(): Promise<void> {
    const due = await this.dataSource.query<TierKey[]>(
      `select t.dispatch_id as "dispatchId", t.tier from dispatch_tier t join dispatch d on d.id = t.dispatch_id
        where t.frozen_at is null and d.state = 'armed' and t.opens_at <= now() + $1 * interval '1 second'
        order by d.urgency, t.opens_at`,
      [this.env.PREPARE_AHEAD],
    );
    for (const tier of due) await this.freeze(tier);
  }

  private async freeze(due: TierKey): Promise<void> {
    const recipients = await this.dataSource.transaction(async (manager) => {
      const frozen = await freezeTier(manager, due, this.env.CHUNK_SIZE);
      if (frozen !== null)
        await record(manager, {
          actor: { kind: 'system', name: 'sweep' },
          action: 'dispatch.frozen',
          subjectType: 'dispatch',
          subjectId: due.dispatchId,
          detail: { tier: due.tier, recipients: frozen },
        });
      return frozen;
    });
    if (recipients !== null) this.log.info({ event: 'dispatch.frozen', ...due, recipients });
  }

  /** Law 8, and a database that was restored from a copy: a person is asked. */
  private async holdLateAndRestored(): Promise<void> {
    const rows = await this.dataSource.query<{ id: number; reason: string }[]>(
      `select d.id, g.reason from dispatch d join dispatch_tier t on t.dispatch_id = d.id
         cross join lateral (select gate(d.id, t.tier, $1 * interval '1 second') as reason) g
        where d.state = 'armed' and t.opens_at <= now() and g.reason in ('late', 'restored')
          and exists (select from delivery_chunk c
                       where c.dispatch_id = d.id and c.tier = t.tier and c.due_at is not null)`,
      [this.env.LATE_LIMIT],
    );
    for (const { id, reason } of rows) await this.hold(id, reason);
  }

  private async hold(id: number, reason: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [held] = (await manager.query(
        `update dispatch set state = 'held', held_reason = $2 where id = $1 and state = 'armed' returning id`,
        [id, reason],
      )) as [{ id: number }[], number];
      if (held.length === 0) return;
      await record(manager, {
        actor: { kind: 'system', name: 'sweep' },
        action: 'dispatch.held',
        subjectType: 'dispatch',
        subjectId: id,
        detail: { reason },
      });
    });
    this.log.warn({ event: 'dispatch.held', dispatchId: id, reason });
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

  private async cancelEnded(): Promise<void> {
    const rows = await this.dataSource.query<{ id: number; expired: boolean }[]>(
      `select d.id, d.state <> 'stopped' as expired from dispatch d
        where (d.state = 'stopped' or (d.state in ('armed', 'paused', 'held') and d.stop_after <= now()))
          and exists (select from delivery_chunk c where c.dispatch_id = d.id and c.due_at is not null
                         and c.lease_until is null)`,
    );
    for (const { id, expired } of rows) {
      if (expired) await refuseExpired(this.dataSource, id);
      await cancelUnsent(this.dataSource, id);
      await this.dataSource.query(
        `update delivery_chunk set due_at = null where dispatch_id = $1 and lease_until is null`,
        [id],
      );
    }
  }

  /** A worker that was taken for dead may tell late that a mail is to be tried again. */
  private async reopenFinished(): Promise<void> {
    await this.dataSource.query(
      `update dispatch d set state = 'armed', ended_at = null
        where d.state = 'finished' and d.id in (select c.dispatch_id from delivery_chunk c where c.due_at is not null)`,
    );
  }

  private async finishComplete(): Promise<void> {
    const [rows] = (await this.dataSource.query(
      `update dispatch d set state = 'finished', ended_at = now()
        where d.state = 'armed' and d.lift_at <= now()
          and not exists (select from dispatch_tier t where t.dispatch_id = d.id and t.frozen_at is null)
          and not exists (select from delivery_chunk c where c.dispatch_id = d.id and c.due_at is not null)
       returning id`,
    )) as [{ id: number }[], number];
    for (const { id } of rows) {
      await this.dataSource.query('delete from prepared_chunk where dispatch_id = $1', [id]);
      this.log.info({ event: 'dispatch.finished', dispatchId: id });
    }
  }
}

/** Those that were tried and deferred when sending ends are refused with their last reply. */
async function refuseExpired(dataSource: DataSource, dispatchId: number): Promise<void> {
  await dataSource.query(
    `with late as (
       update delivery set state = 'refused', settled_at = clock_timestamp(), next_attempt_at = null
        where dispatch_id = $1 and state = 'deferred' returning id, dispatch_id, attempt, state, reply_code, reply_text)
     insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text)
     select id, dispatch_id, attempt, state, reply_code, reply_text from late`,
    [dispatchId],
  );
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
