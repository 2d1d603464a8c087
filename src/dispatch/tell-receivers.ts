import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import type { AudienceFilter } from '../contacts/audience.js';
import type { ReleaseKind } from '../releases/release-content.js';
import { noteDueBefore } from '../subscriptions/notices-before-release.js';
import { type FrozenFrom, receiversOf, receiversSql, type TierKey } from './freeze.js';

interface Untold extends FrozenFrom, TierKey {
  opensAt: Date;
  kind: ReleaseKind;
  audience: AudienceFilter;
}

/**
 * Sees to it that nobody's first mail is a release when others put them on the list: their notice is made due when the
 * dispatch is armed, however long before the lift, and for those who came on the list since, when its tier is frozen.
 */
@Injectable()
export class TellReceivers {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Of all tiers that were armed and not looked at. Any number of workers at once; what fails is tried again. */
  async ofArmed(): Promise<void> {
    try {
      while (this.env.NOTICES && (await this.ofNextArmed()));
    } catch (error) {
      this.log.error({ event: 'notices.not_noted', error: String(error) });
    }
  }

  /** Of a tier that was frozen. */
  async ofFrozen({ dispatchId, tier }: TierKey): Promise<void> {
    const [found] = await this.dataSource.query<{ opensAt: Date }[]>(
      `select opens_at as "opensAt" from dispatch_tier where dispatch_id = $1 and tier = $2`,
      [dispatchId, tier],
    );
    if (!found) return;
    const sql =
      'exists (select from delivery d where d.contact_id = c.id and d.dispatch_id = $3 and d.tier = $4)';
    await noteDueBefore(
      this.dataSource.manager,
      { sql, params: [dispatchId, tier] },
      found.opensAt,
      this.env,
    );
  }

  private async ofNextArmed(): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [tier] = await manager.query<Untold[]>(
        `select t.dispatch_id as "dispatchId", t.tier, t.opens_at as "opensAt", v.release_id as "releaseId", v.kind, v.audience
           from dispatch_tier t join dispatch d on d.id = t.dispatch_id join release_version v on v.id = d.version_id
          where t.told_at is null and d.state = 'armed' order by t.opens_at limit 1 for update of t skip locked`,
      );
      if (!tier) return false;
      const noted = await noteDueBefore(manager, receiversSql(receiversOf(tier), 3), tier.opensAt, this.env);
      await manager.query(`update dispatch_tier set told_at = now() where dispatch_id = $1 and tier = $2`, [
        tier.dispatchId,
        tier.tier,
      ]);
      if (noted > 0) this.log.info({ event: 'notices.before_release', dispatchId: tier.dispatchId, noted });
      return true;
    });
  }
}
