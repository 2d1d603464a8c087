import { Controller, Get, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Staff, staffUserId } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { KeptFormsService } from '../auth/kept-forms.service.js';
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
    private readonly keptForms: KeptFormsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('releases.read')
  async show(@Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    const overview = await overviewOf(this.database.manager);
    const troubles = troublesOf(overview, this.env.CLOCK_SKEW_LIMIT * 1000);
    const canWrite = may(actor.role, 'releases.write');
    const kept = await this.keptForms.waiting(staffUserId(actor) ?? 0);
    return overviewPage({ shell, overview, troubles, kept, zone: this.env.NEWSROOM_ZONE, canWrite });
  }
}
