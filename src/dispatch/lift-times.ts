import type { EntityManager } from 'typeorm';
import { invalid, notFound } from '../errors/domain-error.js';
import { Dispatch } from './dispatch.entity.js';

/** What a new lift is compared with; `now` is the database's. */
export interface LiftTimes {
  liftAt: Date;
  /** When early access opens; null: there is none. */
  earlyAt: Date | null;
  now: Date;
}

/** @throws DomainError `invalid` at `lift` unless the new lift lies before the old one and after the early tier's time */
export function requireForward({ liftAt, earlyAt }: LiftTimes, newLift: Date): void {
  if (newLift >= liftAt)
    throw invalid('lift', 'That is not before the lift as it is. To move it back, change the embargo.');
  if (earlyAt && newLift <= earlyAt)
    throw invalid(
      'lift',
      'Early access opens only then or later. Give a time after that, or lift the embargo now.',
    );
}

/** @throws DomainError `invalid` at `lift` */
export function requireAhead({ now }: LiftTimes, newLift: Date): void {
  if (newLift <= now)
    throw invalid('lift', 'That time has passed. Give a later one, or lift the embargo now.');
}

/** The times of a dispatch as they are at this moment. */
export async function liftTimesOf(manager: EntityManager, id: number): Promise<LiftTimes> {
  const [times] = await manager.query<LiftTimes[]>(
    `select d.lift_at as "liftAt", clock_timestamp() as now,
            (select t.opens_at from dispatch_tier t where t.dispatch_id = d.id and t.tier = 'early') as "earlyAt"
       from dispatch d where d.id = $1`,
    [id],
  );
  if (!times) throw notFound('dispatch');
  return times;
}

/** Everybody's tier opens at another time. The dispatch itself is locked before, so no freeze comes in between. */
export async function openAt(manager: EntityManager, id: number, at: Date): Promise<void> {
  await manager.update(Dispatch, { id }, { liftAt: at });
  await manager.query(`update dispatch_tier set opens_at = $2 where dispatch_id = $1 and tier = 'general'`, [
    id,
    at,
  ]);
  await manager.query(
    `update delivery_chunk set due_at = $2
      where dispatch_id = $1 and tier = 'general' and due_at is not null and lease_until is null`,
    [id, at],
  );
}

/**
 * Everything opens now. Whoever has not been sent the early mail gets that of everybody instead: the early one would say
 * that the release is still under embargo.
 */
export async function openNow(manager: EntityManager, id: number): Promise<void> {
  await manager.update(Dispatch, { id }, { liftAt: () => 'now()' });
  await joinTheOthers(manager, id);
  await manager.query(
    `update dispatch_tier set opens_at = now() where dispatch_id = $1 and opens_at > now()`,
    [id],
  );
  await manager.query(
    `update delivery_chunk set due_at = case when tier = 'general' then now() end
      where dispatch_id = $1 and (due_at > now() or tier = 'early') and lease_until is null`,
    [id],
  );
}

async function joinTheOthers(manager: EntityManager, id: number): Promise<void> {
  await manager.query(
    `delete from dispatch_tier where dispatch_id = $1 and tier = 'early' and frozen_at is null`,
    [id],
  );
  const [joined] = await manager.query<{ ids: number[] }[]>(
    `select join_general($1, array(
       select id from delivery where dispatch_id = $1 and tier = 'early' and state in ('pending', 'deferred'))) as ids`,
    [id],
  );
  // What happened to them in their old chunk is not under that chunk's seal any more.
  if (joined!.ids.length > 0) await manager.query(`select seal_deliveries($1, $2)`, [id, joined!.ids]);
}
