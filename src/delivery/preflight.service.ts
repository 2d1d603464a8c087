import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LinkChecks, type LinkStanding } from '../releases/link-checks.service.js';
import type { Problem } from '../releases/missing-for-sending.js';
import { problemsOf } from '../releases/problems-of-version.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { sampleMail, tierShown } from './sample-mail.js';

/** What preflight says of a release. */
export interface PreflightReport {
  problems: Problem[];
  /** null: asking the web is off here, or there are no links. */
  links: LinkStanding | null;
}

/**
 * What stands in the way of sending a version, and what a person should look at: in what was written, and in the mail
 * that it makes. The desk's pages and the API show the same.
 */
@Injectable()
export class Preflight {
  constructor(
    private readonly source: DataSource,
    private readonly links: LinkChecks,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Under an embargo it is the early mail that is looked at: it says all that the general one does, and its mark. */
  async of(version: ReleaseVersion): Promise<PreflightReport> {
    const { manager } = this.source;
    const mail = await sampleMail(manager, this.env, version, tierShown(version, 'early'));
    const standing = this.links.isOn ? await this.links.standing(version) : null;
    return { problems: await problemsOf(manager, version, mail), links: standing?.total ? standing : null };
  }
}
