import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { CheckedMail } from '../releases/doubtful-mail.js';
import { LinkChecks, type LinkStanding } from '../releases/link-checks.service.js';
import type { Problem } from '../releases/missing-for-sending.js';
import { problemsOf } from '../releases/problems-of-version.js';
import { previewMail, tierShown } from './preview-mail.js';
import type { PanelProps } from './preview-panel.js';
import type { PreviewRecipient } from './preview-recipient.js';
import type { OpenRelease } from './releases-open.js';

/** What preflight says of a release. */
export interface PreflightReport {
  problems: Problem[];
  /** null: asking the web is off here, or there are no links. */
  links: LinkStanding | null;
  zone: string;
}

/** The mail as it would be now, and what preflight says of it: the same on every page that shows them. */
@Injectable()
export class DeskPreview {
  constructor(
    private readonly source: DataSource,
    private readonly links: LinkChecks,
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

  async preflight({ version }: OpenRelease, mail: CheckedMail): Promise<PreflightReport> {
    const problems = await problemsOf(this.source.manager, version, mail);
    const standing = this.links.isOn ? await this.links.standing(version) : null;
    return { problems, links: standing?.total ? standing : null, zone: this.env.NEWSROOM_ZONE };
  }
}
