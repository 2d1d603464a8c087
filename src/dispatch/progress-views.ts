import type { EntityManager } from 'typeorm';
import { notFound } from '../errors/domain-error.js';
import type { ReleaseKind } from '../releases/release-content.js';
import { deliveryStates } from '../delivery/delivery.entity.js';
import type { Account } from './dispatch.service.js';
import type { DispatchState } from './dispatch.entity.js';
import type { TierName } from './dispatch-tier.entity.js';

/** A dispatch at one moment, as somebody who watches it needs it. Times are the database's. */
export interface DispatchProgress {
  id: number;
  publicId: string;
  versionId: number;
  versionNumber: number;
  headline: string;
  kind: ReleaseKind;
  state: DispatchState;
  heldReason: string | null;
  /** False: the content was changed or the approval withdrawn after arming, so nothing can leave. */
  approvalStands: boolean;
  liftAt: Date;
  embargoZone: string | null;
  armedAt: Date;
  armedBy: string | null;
  endedAt: Date | null;
  stopAfter: Date | null;
  pace: number | null;
  /** In doubt since before this moment: a person looked at them and left them as they are. */
  doubtsLeftAt: Date | null;
  now: Date;
  account: Account;
  tiers: TierProgress[];
}

export interface TierProgress extends Account {
  tier: TierName;
  opensAt: Date;
  frozenAt: Date | null;
  startedAt: Date | null;
  /** Accepted or refused within the last SPEED_WINDOW seconds. */
  recent: number;
  /** Transmissions that began before this tier's time: law 1 keeps it at 0. */
  early: number;
  firstAcceptedAt: Date | null;
  lastAcceptedAt: Date | null;
  /** The next deferred recipient is tried again then. */
  nextAttemptAt: Date | null;
  /** In doubt since `doubtsLeftAt`: nobody has said yet what shall become of them. */
  openDoubts: number;
}

/** Seconds over which the speed is measured. */
export const SPEED_WINDOW = 5;

type Head = Omit<DispatchProgress, 'account' | 'tiers'>;

/** One pass over the deliveries of one dispatch: 4 ms for 5,000, about 0.3 s for a million. */
export async function progressOf(manager: EntityManager, id: number): Promise<DispatchProgress> {
  const [head] = await manager.query<Head[]>(HEAD, [id]);
  if (!head) throw notFound('dispatch');
  const tiers = await manager.query<TierProgress[]>(TIERS, [id, SPEED_WINDOW]);
  return { ...head, tiers, account: sumOf(tiers) };
}

const HEAD = `
  select d.id, r.public_id as "publicId", v.id as "versionId", v.number as "versionNumber", v.headline, v.kind, d.state,
         d.held_reason as "heldReason", d.lift_at as "liftAt", v.embargo_zone as "embargoZone", d.armed_at as "armedAt",
         u.name as "armedBy", d.ended_at as "endedAt", d.stop_after as "stopAfter", d.pace,
         d.doubts_left_at as "doubtsLeftAt", clock_timestamp() as now,
         a.voided_at is null and a.hash = d.approval_hash and v.content_hash = d.approval_hash as "approvalStands"
    from dispatch d join release_version v on v.id = d.version_id join release r on r.id = v.release_id
    join approval a on a.id = d.approval_id left join staff_user u on u.id = d.armed_by
   where d.id = $1`;

const opensAt = (tier: string) =>
  `(select opens_at from dispatch_tier where dispatch_id = $1 and tier = '${tier}')`;

const OF_DELIVERIES = `
  select x.tier, count(*)::int as frozen,
         ${deliveryStates.map((state) => `count(*) filter (where x.state = '${state}')::int as ${state},`).join(' ')}
         count(*) filter (where x.state in ('accepted', 'refused')
                            and x.settled_at > clock_timestamp() - $2::int * interval '1 second')::int as recent,
         count(*) filter (where x.transmitting_at <
                            case x.tier when 'early' then ${opensAt('early')} else ${opensAt('general')} end)::int as early,
         min(x.settled_at) filter (where x.state = 'accepted') as first_accepted_at,
         max(x.settled_at) filter (where x.state = 'accepted') as last_accepted_at,
         min(x.next_attempt_at) filter (where x.state = 'deferred') as next_attempt_at,
         count(*) filter (where x.state = 'in_doubt' and x.settled_at >
                            coalesce((select doubts_left_at from dispatch where id = $1), '-infinity'))::int as open_doubts
    from delivery x where x.dispatch_id = $1 group by x.tier`;

const numbers = ['frozen', ...deliveryStates, 'recent', 'early'];

const TIERS = `
  select t.tier, t.opens_at as "opensAt", t.frozen_at as "frozenAt", t.started_at as "startedAt",
         ${numbers.map((name) => `coalesce(x.${name}, 0) as ${name},`).join(' ')}
         coalesce(x.open_doubts, 0) as "openDoubts", x.first_accepted_at as "firstAcceptedAt",
         x.last_accepted_at as "lastAcceptedAt", x.next_attempt_at as "nextAttemptAt"
    from dispatch_tier t left join (${OF_DELIVERIES}) x on x.tier = t.tier
   where t.dispatch_id = $1 order by t.opens_at`;

function sumOf(tiers: TierProgress[]): Account {
  const sum = (name: keyof Account) => tiers.reduce((total, tier) => total + tier[name], 0);
  return Object.fromEntries(
    (['frozen', ...deliveryStates] as const).map((name) => [name, sum(name)]),
  ) as unknown as Account;
}
