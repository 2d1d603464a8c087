import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Preflight, type PreflightReport } from '../delivery/preflight.service.js';
import { tierShown } from '../delivery/sample-mail.js';
import { previewMail } from './preview-mail.js';
import type { PanelProps } from './preview-panel.js';
import type { PreviewRecipient } from './preview-recipient.js';
import type { OpenRelease } from './releases-open.js';

/** Preflight as a page shows it: with the zone for its times. */
export interface ShownPreflight extends PreflightReport {
  zone: string;
}

/** The mail as it would be now, and what preflight says of it: the same on every page that shows them. */
@Injectable()
export class DeskPreview {
  constructor(
    private readonly source: DataSource,
    private readonly checks: Preflight,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async panel(
    release: OpenRelease,
    tierAsked: string | undefined,
    as: PreviewRecipient | null = null,
  ): Promise<PanelProps> {
    const tier = tierShown(release.version, tierAsked);
    const mail = await previewMail(this.source.manager, this.env, release.version, tier);
    const { ORGANISATION: organisation, PRESS_ADDRESS: address } = this.env;
    return { release, mail, tier, organisation, address, as };
  }

  async preflight({ version }: OpenRelease): Promise<ShownPreflight> {
    return { ...(await this.checks.of(version)), zone: this.env.NEWSROOM_ZONE };
  }
}
