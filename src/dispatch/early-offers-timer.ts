import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { LOG, type Log } from '../ops/log.js';
import { EarlyOffers } from './early-offers.js';

/** ms */
const EVERY = 2_000;

/** Sends due offers in each worker, beside the sweep, which must not wait for a mail server. */
@Injectable()
export class EarlyOffersTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(
    private readonly offers: EarlyOffers,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.offer().finally(() => (this.running = null));
    }, EVERY);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async offer(): Promise<void> {
    try {
      await this.offers.sendDue();
    } catch (error) {
      this.log.error({ event: 'early_offer.trouble', error: String(error) });
    }
  }
}
