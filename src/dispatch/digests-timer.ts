import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { LOG, type Log } from '../ops/log.js';
import { Digests } from './digests.js';

/** ms */
const EVERY = 20_000;

/** Looks for mornings in each worker, at its start and three times a minute. */
@Injectable()
export class DigestsTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private readonly ending = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly digests: Digests,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.look();
    this.timer = setInterval(() => this.look(), EVERY);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.ending.abort();
    await this.running;
  }

  private look(): void {
    this.running ??= this.send().finally(() => (this.running = null));
  }

  private async send(): Promise<void> {
    try {
      await this.digests.sendDue(this.ending.signal);
    } catch (error) {
      this.log.error({ event: 'digest.trouble', error: String(error) });
    }
  }
}
