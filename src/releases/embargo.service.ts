import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { audienceSql } from '../contacts/audience.js';
import { DomainError, invalid } from '../errors/domain-error.js';
import { changeVersion } from './change-version.js';
import { databaseNow } from './database-now.js';
import { describeEmbargo, type EmbargoDescription } from './describe-embargo.js';
import { dispatchFacts } from './dispatch-facts.js';
import { type Embargo, parseEmbargo } from './embargo.js';
import type { ReleaseVersion } from './release-version.entity.js';

/** When a release may be used, as a person gives it. All wall times are in `zone`. */
export interface EmbargoPlan {
  /** Null: for immediate release. */
  wall: string | null;
  zone: string;
  /** When early access opens; null: no early access. */
  early: string | null;
  /** Nothing is sent after it; null: no limit. */
  stopAfter: string | null;
}

interface Plan {
  embargo: Embargo | null;
  early: Embargo | null;
  stopAfter: Embargo | null;
}

/** Sets until when a release is embargoed, and shows back what that means. */
@Injectable()
export class EmbargoService {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Sets embargo, early access and the end of sending. Possible until mails to everyone begin to leave.
   * @throws DomainError `invalid` at `embargo`, `early` or `stopAfter`; `conflict` when it has gone out
   */
  async set(actor: Actor, versionId: number, given: EmbargoPlan): Promise<ReleaseVersion> {
    const plan = readPlan(given);
    return this.source.transaction((manager) =>
      changeVersion(manager, actor, versionId, async (version) => {
        await refuseIfOut(manager, versionId);
        refuseImpossible(plan, await databaseNow(manager));
        version.embargoWall = plan.embargo?.wall ?? null;
        version.embargoZone = plan.embargo?.zone ?? null;
        version.embargoAt = plan.embargo?.instant ?? null;
        version.earlyAt = plan.early?.instant ?? null;
        version.stopAfter = plan.stopAfter?.instant ?? null;
      }),
    );
  }

  /**
   * The embargo, or another one for the same readers, in the newsroom's zone, UTC and the zones of those who would get it;
   * null: for immediate release.
   */
  async describe(version: ReleaseVersion, embargo = version.embargo): Promise<EmbargoDescription | null> {
    if (embargo === null) return null;
    const zones = await recipientZones(this.source.manager, version);
    return describeEmbargo(embargo, [this.env.NEWSROOM_ZONE, ...zones]);
  }
}

function readPlan({ wall, zone, early, stopAfter }: EmbargoPlan): Plan {
  if (wall === null && early !== null)
    throw invalid('early', 'Early access needs an embargo to be early for.');
  return {
    embargo: wall === null ? null : parseEmbargo({ wall, zone }, 'embargo'),
    early: early === null ? null : parseEmbargo({ wall: early, zone }, 'early'),
    stopAfter: stopAfter === null ? null : parseEmbargo({ wall: stopAfter, zone }, 'stopAfter'),
  };
}

function refuseImpossible({ embargo, early, stopAfter }: Plan, now: Date): void {
  if (embargo && embargo.instant <= now)
    throw invalid('embargo', 'This time has passed. Choose a later one.');
  if (embargo && early && early.instant >= embargo.instant) {
    throw invalid('early', 'Early access has to open before the embargo lifts.');
  }
  const start = embargo?.instant ?? now;
  if (stopAfter && stopAfter.instant <= start) {
    throw invalid('stopAfter', 'Sending would end before it begins. Choose a later time.');
  }
}

async function refuseIfOut(manager: EntityManager, versionId: number): Promise<void> {
  const { generalStarted } = await dispatchFacts(manager, versionId);
  if (generalStarted) throw new DomainError('conflict', 'This version has gone out; its embargo has lifted.');
}

/** Time zones of those in the audience, the most frequent first; at most 12. */
async function recipientZones(manager: EntityManager, version: ReleaseVersion): Promise<string[]> {
  const { sql, params } = audienceSql(version.audience);
  const rows = await manager.query<{ zone: string }[]>(
    `select c.time_zone as zone from contact c where c.time_zone is not null and ${sql}
      group by 1 order by count(*) desc, 1 limit 12`,
    params,
  );
  return rows.map(({ zone }) => zone);
}
