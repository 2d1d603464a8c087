import type { EntityManager } from 'typeorm';
import { mailableSql } from '../contacts/audience.js';
import { trustedSql } from '../contacts/trust.js';
import { goesToReceivers } from '../dispatch/dispatch-rules.js';
import { receiversSql } from '../dispatch/freeze.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { type ArmAudience, armAudience } from './arm-audience.js';

export type RehearsalTier = 'early' | 'general';

export interface PlannedTier {
  tier: RehearsalTier;
  /** When its mails may leave; null: at once when armed. */
  opensAt: Date | null;
  count: number;
  /** Seconds until the last mail has left, at the speed measured last; null: nothing to measure by. */
  seconds: number | null;
  /** The first in the order of sending. */
  first: PlannedRecipient[];
}

export interface PlannedRecipient {
  contactId: number;
  email: string;
  name: string;
}

export interface RehearsalPlan {
  tiers: PlannedTier[];
  audience: ArmAudience;
  /** Mails per second of the last dispatch that was large enough to tell; null: none. */
  speed: number | null;
  /** The order is the armed dispatch's own. Otherwise it is one of many: the lots are drawn when it is armed. */
  isFinalOrder: boolean;
}

type Planned = Pick<ReleaseVersion, 'id' | 'kind' | 'releaseId' | 'audience' | 'earlyAt' | 'embargoAt'>;

/** Rows of a tier's order that are shown. */
export const FIRST_SHOWN = 25;

/** Who would get a version if it were frozen now, when, and in which order. Reads only; seconds for a million contacts. */
export async function rehearsalPlan(manager: EntityManager, version: Planned): Promise<RehearsalPlan> {
  const audience = await armAudience(manager, version);
  const speed = await measuredSpeed(manager);
  const dispatchId = await armedDispatch(manager, version.id);
  const tiers = await Promise.all(
    tiersOf(version).map(async ({ tier, opensAt }) => ({
      ...{ tier, opensAt, count: audience[tier] },
      seconds: speed && audience[tier] / speed,
      first: await firstOf(manager, version, tier, dispatchId ?? 0),
    })),
  );
  return { tiers, audience, speed, isFinalOrder: dispatchId !== null };
}

function tiersOf({ earlyAt, embargoAt }: Planned): Pick<PlannedTier, 'tier' | 'opensAt'>[] {
  const general = { tier: 'general' as const, opensAt: embargoAt };
  return earlyAt ? [{ tier: 'early', opensAt: earlyAt }, general] : [general];
}

/** One that may still open a tier. */
async function armedDispatch(manager: EntityManager, versionId: number): Promise<number | null> {
  const [row] = await manager.query<{ id: number }[]>(
    `select id from dispatch where version_id = $1 and state <> 'stopped' order by id desc limit 1`,
    [versionId],
  );
  return row?.id ?? null;
}

/** From the first to the last answer of the newest dispatch with enough of them; a slow tail of retries is left out. */
async function measuredSpeed(manager: EntityManager): Promise<number | null> {
  const [row] = await manager.query<{ speed: number | null }[]>(
    `select count(*) / nullif(extract(epoch from max(settled_at) - min(settled_at)), 0)::float8 as speed
       from (select settled_at from delivery
              where state = 'accepted' and attempt = 1 and settled_at is not null and dispatch_id = (
                select d.id from dispatch d join dispatch_account a on a.dispatch_id = d.id
                 where a.accepted >= 20 order by d.id desc limit 1)
              order by settled_at limit 100000) x`,
  );
  return row?.speed ?? null;
}

/** In the freeze's order: by the lots of this dispatch, or of none (0). */
async function firstOf(
  manager: EntityManager,
  version: Planned,
  tier: RehearsalTier,
  dispatchId: number,
): Promise<PlannedRecipient[]> {
  const { kind, releaseId, audience, earlyAt } = version;
  const chosen = receiversSql(goesToReceivers(kind) ? { receiversOfRelease: releaseId } : { audience }, 6);
  return manager.query<PlannedRecipient[]>(
    `select c.id as "contactId", c.email, c.name
       from contact c
      where ${chosen.sql} and ${mailableSql} and $2::boolean = (
            $3::boolean and coalesce(${trustedSql}, false) and exists (select from terms_answer a
              where a.contact_id = c.id and a.release_id = $4 and a.answer = 'accepted'))
      order by lot($1, c.email) limit $5`,
    [dispatchId, tier === 'early', earlyAt !== null, releaseId, FIRST_SHOWN, ...chosen.params],
  );
}
