import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { LOG, type Log } from '../ops/log.js';
import { DISPATCH_QUEUE, type DispatchJob } from './dispatch-wake.js';
import { DueChunks } from './due-chunks.js';
import { Sweep } from './sweep.js';

/** ms between two sweeps of one worker: so long a dead worker's chunks lie at most after their lease ended. */
const SWEEP_EVERY = 2_000;
/** ms; the queue's own schedule, should every worker's timer stand still. */
const SCHEDULE_EVERY = 60_000;

/** Sweeps on a wake-up, on the queue's schedule, at boot, and on a timer that needs no queue. */
@Injectable()
@Processor(DISPATCH_QUEUE)
export class DispatchProcessor
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | null = null;
  private isWantedAgain = false;

  constructor(
    private readonly sweep: Sweep,
    private readonly dueChunks: DueChunks,
    @InjectQueue(DISPATCH_QUEUE) private readonly queue: Queue<DispatchJob>,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
    queue.on('error', (error) => this.onError(error));
  }

  /** Somebody changed a dispatch: what was put on the queue before may have been turned away meanwhile. */
  async process(job: Job<DispatchJob>): Promise<void> {
    if (job.data.dispatchId) this.dueChunks.forget();
    await this.sweepOnce();
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.log.warn({ event: 'queue.trouble', error: error.message });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweepOnce(), SWEEP_EVERY);
    void this.sweepOnce();
    this.queue
      .upsertJobScheduler('sweep', { every: SCHEDULE_EVERY }, { name: 'sweep' })
      .catch((error: unknown) => this.log.warn({ event: 'sweep.not_scheduled', error: String(error) }));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One at a time in this process; a wish that comes meanwhile is granted right after. */
  private async sweepOnce(): Promise<void> {
    if (this.running) {
      this.isWantedAgain = true;
      return this.running;
    }
    this.running = this.sweepUntilStill().finally(() => (this.running = null));
    return this.running;
  }

  private async sweepUntilStill(): Promise<void> {
    do {
      this.isWantedAgain = false;
      try {
        await this.sweep.run();
      } catch (error) {
        this.log.error({ event: 'sweep.failed', error: String(error) });
      }
    } while (this.isWantedAgain);
  }
}
