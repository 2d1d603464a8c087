import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { countedChoices } from '../contacts/counting-choice.js';
import { LOG, type Log } from '../ops/log.js';
import { type Reading, recordReadings } from './record-readings.js';

/** Who asked for what. */
type Asked = Pick<Reading, 'deliveryId' | 'link' | 'isMachine'>;

/** ms between two writes. */
const EVERY = 1_000;
/** Readings that wait at most; what comes beyond is not counted, and said in the log. */
const MOST_WAITING = 20_000;
/** Readings in one statement. */
const BATCH = 1_000;

/**
 * Takes readings in without keeping anybody waiting: whoever follows a link is answered first. They wait in this
 * process's memory, the same thing asked for again as one, and are written together once a second; a process that is
 * killed loses that second. A database that is away costs figures, never an answer.
 */
@Injectable()
export class ReadingRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private waiting = new Map<string, Reading>();
  private lost = 0;
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flushed(), EVERY);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flushed();
  }

  take(asked: Asked, at: Date): void {
    if (this.env.MEASURE === 'off') return;
    const key = `${asked.deliveryId}/${asked.link}/${asked.isMachine}`;
    const known = this.waiting.get(key);
    if (known) {
      this.waiting.set(key, { ...known, lastAt: at, hits: known.hits + 1 });
    } else if (this.waiting.size < MOST_WAITING) {
      this.waiting.set(key, { ...asked, firstAt: at, lastAt: at, hits: 1 });
    } else {
      this.lost += 1;
    }
  }

  /** Settles when all that was taken so far is written, or could not be. */
  async flushed(): Promise<void> {
    while (this.running) await this.running;
    this.running = this.write().finally(() => (this.running = null));
    await this.running;
  }

  private async write(): Promise<void> {
    const readings = [...this.waiting.values()];
    this.waiting = new Map();
    const choices = countedChoices(this.env.MEASURE);
    try {
      while (readings.length > 0) {
        await recordReadings(this.database.manager, readings.slice(0, BATCH), choices);
        readings.splice(0, BATCH);
      }
    } catch (error) {
      this.lost += readings.length;
      this.log.warn({ event: 'readings.trouble', error: String(error) });
    }
    if (this.lost > 0) this.log.warn({ event: 'readings.lost', count: this.lost });
    this.lost = 0;
  }
}
