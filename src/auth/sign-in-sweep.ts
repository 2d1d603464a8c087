import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOG, type Log } from '../ops/log.js';
import { KeptFormsService } from './kept-forms.service.js';
import { SessionsService } from './sessions.service.js';
import { sweepAttempts } from './take-attempt.js';

const HOUR = 3600 * 1000;

/**
 * Removes sessions, links and attempts that are over, which is only tidiness: nothing that is over works, swept or not.
 * And what was kept of forms for longer than it is promised.
 */
@Injectable()
export class SignInSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly sessions: SessionsService,
    private readonly keptForms: KeptFormsService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), HOUR).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    try {
      await this.sessions.sweep();
      await this.keptForms.sweep();
      await sweepAttempts(this.database.manager);
    } catch (err) {
      this.log.warn({ event: 'sign_in.sweep_failed', err });
    }
  }
}
