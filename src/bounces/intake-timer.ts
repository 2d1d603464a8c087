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
import { BounceIntake } from './bounce-intake.js';
import { ReplyForwarding } from './forward-reply.js';
import { forgetLetters, forgetRawMails, forgetSeenCalls } from './raw-mail-sweep.js';

/** ms */
const EVERY = 1_000;
const SWEEP_EVERY = 3_600_000;

/** Looks for unread mail, fresh refusals and answers to forward once a second, in each worker. */
@Injectable()
export class IntakeTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private sweeper?: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(
    private readonly intake: BounceIntake,
    private readonly replies: ReplyForwarding,
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.look().finally(() => (this.running = null));
    }, EVERY);
    this.sweeper = setInterval(() => void this.sweep(), SWEEP_EVERY);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    clearInterval(this.sweeper);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.intake.readAll();
      await this.intake.takeRefusals();
      await this.replies.forwardAll();
    } catch (error) {
      this.log.error({ event: 'inbound.failed', error: String(error) });
    }
  }

  private async sweep(): Promise<void> {
    try {
      await forgetRawMails(this.source, this.env.RAW_MAIL_DAYS);
      await forgetLetters(this.source, Math.max(this.env.RAW_MAIL_DAYS, this.env.BOUNCE_WINDOW_DAYS));
      await forgetSeenCalls(this.source);
    } catch (error) {
      this.log.error({ event: 'inbound.sweep_failed', error: String(error) });
    }
  }
}
