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
  /** The order is the armed dispatch's own. Otherwise it is one of many: the shuffle's seed is drawn when it is armed. */
  isFinalOrder: boolean;
}

type Planned = Pick<ReleaseVersion, 'id' | 'kind' | 'releaseId' | 'audience' | 'earlyAt' | 'embargoAt'>;

/** Rows of a tier's order that are shown. */
export const FIRST_SHOWN = 25;

/** Who would get a version if it were frozen now, when, and in which order. Reads only; seconds for a million contacts. */
export async function rehearsalPlan(manager: EntityManager, version: Planned): Promise<RehearsalPlan> {
  const audience = await armAudience(manager, version);
  const speed = await measuredSpeed(manager);
  const seed = await armedSeed(manager, version.id);
  const tiers = await Promise.all(
    tiersOf(version).map(async ({ tier, opensAt }) => ({
      ...{ tier, opensAt, count: audience[tier] },
      seconds: speed && audience[tier] / speed,
      first: await firstOf(manager, version, tier, seed ?? `rehearsal of ${version.id}`),
    })),
  );
  return { tiers, audience, speed, isFinalOrder: seed !== null };
}

function tiersOf({ earlyAt, embargoAt }: Planned): Pick<PlannedTier, 'tier' | 'opensAt'>[] {
  const general = { tier: 'general' as const, opensAt: embargoAt };
  return earlyAt ? [{ tier: 'early', opensAt: earlyAt }, general] : [general];
}

/** Of a dispatch that may still open a tier. */
async function armedSeed(manager: EntityManager, versionId: number): Promise<string | null> {
  const [row] = await manager.query<{ seed: string }[]>(
    `select seed from dispatch where version_id = $1 and state <> 'stopped' order by id desc limit 1`,
    [versionId],
  );
  return row?.seed ?? null;
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

// The same shuffle as the freeze's: by the seed, each domain spread evenly over the whole.
async function firstOf(
  manager: EntityManager,
  version: Planned,
  tier: RehearsalTier,
  seed: string,
): Promise<PlannedRecipient[]> {
  const { kind, releaseId, audience, earlyAt } = version;
  const chosen = receiversSql(goesToReceivers(kind) ? { receiversOfRelease: releaseId } : { audience }, 6);
  return manager.query<PlannedRecipient[]>(
    `with chosen as (
       select c.id, c.email, c.name, split_part(c.email_key, '@', 2) as domain,
              hashint8extended(c.id, hashtext($1)) as ticket
         from contact c
        where ${chosen.sql} and ${mailableSql} and $2::boolean = (
              $3::boolean and coalesce(${trustedSql}, false) and exists (select from terms_answer a
                where a.contact_id = c.id and a.release_id = $4 and a.answer = 'accepted'))
     ), placed as (
       select *, (row_number() over (partition by domain order by ticket) - 0.5)
                 / count(*) over (partition by domain) as place
         from chosen)
     select id as "contactId", email, name from placed order by place, ticket limit $5`,
    [seed, tier === 'early', earlyAt !== null, releaseId, FIRST_SHOWN, ...chosen.params],
  );
}
