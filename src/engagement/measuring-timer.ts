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
import { keepFigures } from './keep-figures.js';

/** ms */
const EVERY = 5_000;

/** Keeps the figures of opens and clicks in each worker. */
@Injectable()
export class MeasuringTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.look().finally(() => (this.running = null));
    }, EVERY);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await keepFigures(this.database, countedChoices(this.env.MEASURE));
    } catch (error) {
      this.log.error({ event: 'measuring.trouble', error: String(error) });
    }
  }
}
