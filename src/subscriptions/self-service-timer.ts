import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { Notices } from './notices.js';
import { forgetOld } from './retention.js';

/** ms */
const NOTICES_EVERY = 30_000;
const FORGET_EVERY = 3_600_000;

/** Sends notices that are due and forgets what is old, in each worker. */
@Injectable()
export class SelfServiceTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timers: NodeJS.Timeout[] = [];
  private readonly ending = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly notices: Notices,
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const send = () => (this.running ??= this.send().finally(() => (this.running = null)));
    this.timers = [
      setInterval(() => void send(), NOTICES_EVERY),
      setInterval(() => void this.forget(), FORGET_EVERY),
    ];
    void this.forget();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.timers.forEach(clearInterval);
    this.ending.abort();
    await this.running;
  }

  private async send(): Promise<void> {
    try {
      await this.notices.sendDue(this.ending.signal);
    } catch (error) {
      this.log.error({ event: 'notice.trouble', error: String(error) });
    }
  }

  private async forget(): Promise<void> {
    try {
      const blanked = await forgetOld(this.source, this.env.CONSENT_DETAIL_DAYS);
      if (blanked > 0) this.log.info({ event: 'consent.blanked', events: blanked });
    } catch (error) {
      this.log.error({ event: 'forget.trouble', error: String(error) });
    }
  }
}
