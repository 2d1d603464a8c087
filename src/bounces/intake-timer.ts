import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { LOG, type Log } from '../ops/log.js';
import { BounceIntake } from './bounce-intake.js';

/** ms */
const EVERY = 1_000;

/** Looks for unread mail and fresh refusals once a second, in each worker. */
@Injectable()
export class IntakeTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(
    private readonly intake: BounceIntake,
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
      await this.intake.readAll();
      await this.intake.takeRefusals();
    } catch (error) {
      this.log.error({ event: 'inbound.failed', error: String(error) });
    }
  }
}
