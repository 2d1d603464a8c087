import { Controller, Get, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { may } from '../users/may.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { overviewOf } from './overview-facts.js';
import { overviewPage } from './overview-page.js';
import { troublesOf } from './overview-troubles.js';

/** The first page of the morning. */
@Pages()
@Controller('desk')
export class OverviewController {
  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('releases.read')
  async show(@Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    const overview = await overviewOf(this.database.manager);
    const troubles = troublesOf(overview, this.env.CLOCK_SKEW_LIMIT * 1000);
    const canWrite = may(actor.role, 'releases.write');
    return overviewPage({ shell, overview, troubles, zone: this.env.NEWSROOM_ZONE, canWrite });
  }
}
