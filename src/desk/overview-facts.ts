import type { EntityManager } from 'typeorm';
import type { DispatchState } from '../dispatch/dispatch.entity.js';
import { type CalendarEntry, calendarEntries } from './calendar-entries.js';

/** A dispatch as the overview lists it. Counts are of its deliveries at this moment. */
export interface OverviewDispatch {
  id: number;
  headline: string;
  kind: string;
  state: DispatchState;
  heldReason: string | null;
  approvalStands: boolean;
  liftAt: Date;
  embargoZone: string | null;
  hasStarted: boolean;
  endedAt: Date | null;
  now: Date;
  frozen: number;
  accepted: number;
  refused: number;
  openDoubts: number;
  firstAcceptedAt: Date | null;
  lastAcceptedAt: Date | null;
}

export interface WaitingRelease {
  publicId: string;
  headline: string;
  kind: string;
  updatedAt: Date;
  updatedBy: string | null;
  embargoAt: Date | null;
}

export interface WorkerFact {
  worker: string;
  seenAt: Date;
  skewMs: number;
}

export interface Overview {
  now: Date;
  /** Armed, paused or held: what still has something to do. */
  live: OverviewDispatch[];
  /** Ended within the last LATELY_DAYS days. */
  lately: OverviewDispatch[];
  inReview: WaitingRelease[];
  /** Approved, and nobody armed it. */
  approved: WaitingRelease[];
  /** Those that gave a sign of life within WORKER_SILENCE seconds. */
  workers: WorkerFact[];
  calendar: CalendarEntry[];
}

export const LATELY_DAYS = 7;
/** Seconds; workers report every LEASE / 4, so this is a dozen missed reports. */
export const WORKER_SILENCE = 15;
/** Days that the calendar shows from today. */
const CALENDAR_DAYS = 60;

export async function overviewOf(manager: EntityManager): Promise<Overview> {
  const [clock] = await manager.query<{ now: Date }[]>('select now() as now');
  const now = clock?.now ?? new Date();
  const dispatches = await manager.query<OverviewDispatch[]>(DISPATCHES, [LATELY_DAYS]);
  const waiting = await manager.query<(WaitingRelease & { stage: string })[]>(WAITING);
  return {
    now,
    live: dispatches.filter((each) => isLive(each.state)),
    lately: dispatches
      .filter((each) => !isLive(each.state))
      .sort((a, b) => b.liftAt.getTime() - a.liftAt.getTime()),
    inReview: waiting.filter((each) => each.stage === 'in_review'),
    approved: waiting.filter((each) => each.stage === 'approved'),
    workers: await manager.query<WorkerFact[]>(WORKERS, [WORKER_SILENCE]),
    calendar: await calendarEntries(manager, now, new Date(now.getTime() + CALENDAR_DAYS * 86_400_000)),
  };
}

function isLive(state: DispatchState): boolean {
  return state === 'armed' || state === 'paused' || state === 'held';
}

const DISPATCHES = `
  select d.id, v.headline, v.kind, d.state, d.held_reason as "heldReason", d.lift_at as "liftAt",
         v.embargo_zone as "embargoZone", d.ended_at as "endedAt", now() as now,
         a.voided_at is null and a.hash = d.approval_hash and v.content_hash = d.approval_hash as "approvalStands",
         exists (select from dispatch_tier t where t.dispatch_id = d.id and t.started_at is not null) as "hasStarted", x.*
    from dispatch d join release_version v on v.id = d.version_id join approval a on a.id = d.approval_id,
  lateral (
    select count(*)::int as frozen, count(*) filter (where x.state = 'accepted')::int as accepted,
           count(*) filter (where x.state = 'refused')::int as refused,
           count(*) filter (where x.state = 'in_doubt'
                              and (d.doubts_left_at is null or x.settled_at > d.doubts_left_at))::int as "openDoubts",
           min(x.settled_at) filter (where x.state = 'accepted' and x.tier = 'general') as "firstAcceptedAt",
           max(x.settled_at) filter (where x.state = 'accepted' and x.tier = 'general') as "lastAcceptedAt"
      from delivery x where x.dispatch_id = d.id) x
   where d.state in ('armed', 'paused', 'held') or d.ended_at > now() - $1::int * interval '1 day'
   order by d.lift_at, d.id`;

// The newest version of each release that waits for a person: to be approved, or approved and not armed.
const WAITING = `
  select r.public_id as "publicId", v.headline, v.kind, v.stage, v.updated_at as "updatedAt", u.name as "updatedBy",
         v.embargo_at as "embargoAt"
    from release_version v join release r on r.id = v.release_id left join staff_user u on u.id = v.updated_by
   where v.number = (select max(n.number) from release_version n where n.release_id = v.release_id)
     and (v.stage = 'in_review' or v.stage = 'approved' and exists (
            select from approval a where a.version_id = v.id and a.voided_at is null and a.hash = v.content_hash))
     and not exists (select from dispatch d where d.version_id = v.id)
   order by v.embargo_at nulls last, v.updated_at limit 20`;

const WORKERS = `
  select worker, seen_at as "seenAt", skew_ms as "skewMs" from worker_seen
   where seen_at > clock_timestamp() - $1::int * interval '1 second' order by worker`;
