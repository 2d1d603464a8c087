import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, actorName } from '../auth/actor.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { requireApproved } from '../releases/approvals.service.js';
import { databaseNow } from '../releases/database-now.js';
import { liftTimesOf, openAt, openNow, requireAhead, requireForward } from './lift-times.js';
import { requireTimes } from './require-times.js';
import { insertOrRenew, writeTiers } from './arm-version.js';
import { type DispatchAction, requireAllowed } from './dispatch-rules.js';
import { Dispatch } from './dispatch.entity.js';
import { DispatchWake } from './dispatch-wake.js';

/** Arms dispatches and steers them. What may leave is decided by the gate in the database, never here. */
@Injectable()
export class DispatchService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly wake: DispatchWake,
  ) {}

  /**
   * Arms an approved version: from now on it goes out at its lift without a further word. Arming twice is refused;
   * arming again after a new approval takes over the new approval, times and audience if nothing has left yet.
   */
  async arm(actor: Actor, versionId: number): Promise<Dispatch> {
    const dispatch = await this.dataSource.transaction(async (manager) => {
      const approved = await requireApproved(manager, versionId);
      const { version } = approved;
      requireTimes({ ...version, now: await databaseNow(manager) });
      if (await isNewInstallation(manager)) await confirmInstallation(manager, actor);
      const armed = await insertOrRenew(manager, actor, approved);
      await writeTiers(manager, armed, version);
      await record(manager, {
        actor,
        action: 'dispatch.armed',
        subjectType: 'dispatch',
        subjectId: armed.id,
        detail: {
          versionId,
          liftAt: armed.liftAt.toISOString(),
          earlyAt: version.earlyAt?.toISOString() ?? null,
          approvalHash: approved.approval.hash.toString('hex'),
        },
      });
      return armed;
    });
    this.wake.prepare(dispatch.id);
    return dispatch;
  }

  async pause(actor: Actor, id: number): Promise<Dispatch> {
    return this.change(actor, id, 'pause', 'dispatch.paused', { state: 'paused' });
  }

  /** Goes on after a pause; for a held dispatch this is the person's answer that it may be sent although late. */
  async resume(actor: Actor, id: number): Promise<Dispatch> {
    const resumed = await this.dataSource.transaction(async (manager) => {
      const before = await load(manager, id);
      if (before.heldReason === 'restored') await confirmInstallation(manager, actor);
      // Who resumes after the lift has answered whether it may go out late.
      const lateOkAt = () => `case when state = 'held' or lift_at <= now() then now() else late_ok_at end`;
      const values = { state: 'armed', heldReason: null, lateOkAt };
      return this.set(manager, actor, id, 'resume', 'dispatch.resumed', values);
    });
    this.wake.prepare(id);
    return resumed;
  }

  /** Nothing more leaves. What is unsent is cancelled by and by; the account tells what had left already. */
  async stop(actor: Actor, id: number): Promise<Dispatch> {
    const stopped = await this.change(actor, id, 'stop', 'dispatch.stopped', {
      state: 'stopped',
      endedAt: () => 'now()',
    });
    await cancelUnsent(this.dataSource, id);
    return stopped;
  }

  /** @throws DomainError `conflict` when nothing is left to lift, `invalid` when the new lift is not an earlier one to come */
  async requireLiftable(id: number, newLift?: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      requireAllowed('lift', (await load(manager, id)).state);
      if (!newLift) return;
      const times = await liftTimesOf(manager, id);
      requireAhead(times, newLift);
      requireForward(times, newLift);
    });
  }

  /** Opens everything at once: the embargo was broken elsewhere. Readers with early access must have been told before. */
  async liftNow(actor: Actor, id: number): Promise<Dispatch> {
    return this.moveLift(actor, id, 'dispatch.lifted_early', (manager) => openNow(manager, id));
  }

  /**
   * Another lift, before the one that was approved. Readers with early access must have been told before; should its time
   * have passed over that, everything opens at once.
   */
  async bringForward(actor: Actor, id: number, newLift: Date): Promise<Dispatch> {
    return this.moveLift(actor, id, 'dispatch.brought_forward', async (manager) => {
      requireForward(await liftTimesOf(manager, id), newLift);
      await openAt(manager, id, newLift);
    });
  }

  private async moveLift(
    actor: Actor,
    id: number,
    recorded: string,
    move: (manager: EntityManager) => Promise<void>,
  ): Promise<Dispatch> {
    const moved = await this.dataSource.transaction(async (manager) => {
      const { state, liftAt } = await load(manager, id);
      requireAllowed('lift', state);
      await move(manager);
      const after = await load(manager, id);
      const times = { liftBefore: liftAt.toISOString(), liftAt: after.liftAt.toISOString() };
      const account = await accountOf(manager, id);
      await record(manager, {
        actor,
        action: recorded,
        subjectType: 'dispatch',
        subjectId: id,
        detail: { from: state, ...times, ...account },
      });
      return after;
    });
    this.wake.prepare(id);
    return moved;
  }

  async setPace(actor: Actor, id: number, perMinute: number | null): Promise<Dispatch> {
    return this.dataSource.transaction(async (manager) => {
      const dispatch = await load(manager, id);
      await manager.update(Dispatch, { id }, { pace: perMinute });
      await record(manager, {
        actor,
        action: 'dispatch.paced',
        subjectType: 'dispatch',
        subjectId: id,
        detail: { perMinute },
      });
      return { ...dispatch, pace: perMinute };
    });
  }

  /**
   * A person's answer for mails in doubt: send again (with the same Message-ID, which lets servers and readers see that
   * it is the same mail) or leave them. Leaving is the default and needs no call.
   * @returns how many are sent again
   */
  async resendDoubtful(actor: Actor, id: number, deliveryIds: number[] | 'all'): Promise<number> {
    const count = await this.dataSource.transaction(async (manager) => {
      const { state } = await load(manager, id);
      if (state === 'stopped')
        throw new DomainError('conflict', 'This dispatch is stopped; nothing is sent again.');
      await manager.query('select forbid()');
      const rows = await manager.query<{ id: number; chunk: number; tier: string }[]>(
        `with again as (
           update delivery set state = 'pending', next_attempt_at = null
            where dispatch_id = $1 and state = 'in_doubt' and ($2::bigint[] is null or id = any ($2))
           returning id, tier, chunk, dispatch_id, attempt),
         due as (
           update delivery_chunk c set due_at = now() from (select distinct tier, chunk from again) a
            where c.dispatch_id = $1 and c.tier = a.tier and c.number = a.chunk)
         select id, tier, chunk from again`,
        [id, deliveryIds === 'all' ? null : deliveryIds],
      );
      await manager.query(
        `update dispatch set state = 'armed', ended_at = null where id = $1 and state = 'finished'`,
        [id],
      );
      await record(manager, {
        actor,
        action: 'dispatch.doubtful_resent',
        subjectType: 'dispatch',
        subjectId: id,
        detail: { deliveries: rows.map((row) => row.id) },
      });
      return rows.length;
    });
    this.wake.prepare(id);
    return count;
  }

  private async change(
    actor: Actor,
    id: number,
    action: DispatchAction,
    recorded: string,
    values: Record<string, unknown>,
  ): Promise<Dispatch> {
    return this.dataSource.transaction((manager) => this.set(manager, actor, id, action, recorded, values));
  }

  private async set(
    manager: EntityManager,
    actor: Actor,
    id: number,
    action: DispatchAction,
    recorded: string,
    values: Record<string, unknown>,
  ): Promise<Dispatch> {
    const before = await load(manager, id);
    requireAllowed(action, before.state);
    await manager.update(Dispatch, { id }, values);
    const account = await accountOf(manager, id);
    await record(manager, {
      actor,
      action: recorded,
      subjectType: 'dispatch',
      subjectId: id,
      detail: { from: before.state, ...account },
    });
    return load(manager, id);
  }
}

/** Says that this database, and not the one it was copied from, is meant to send. */
async function confirmInstallation(manager: EntityManager, actor: Actor): Promise<void> {
  await manager.query(
    `update installation set fingerprint = database_fingerprint(), confirmed_at = now(), confirmed_by = $1`,
    [actorName(actor)],
  );
}

async function isNewInstallation(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ isNew: boolean }[]>(
    `select fingerprint is null as "isNew" from installation`,
  );
  return row?.isNew ?? true;
}

export interface Account {
  frozen: number;
  accepted: number;
  refused: number;
  suppressed: number;
  cancelled: number;
  in_doubt: number;
  deferred: number;
  transmitting: number;
  pending: number;
}

/** Law 2's account, counted from the deliveries at this moment. */
export async function accountOf(manager: EntityManager, dispatchId: number): Promise<Account> {
  const [account] = await manager.query<Account[]>(
    `select frozen, accepted, refused, suppressed, cancelled, in_doubt, deferred, transmitting, pending
       from dispatch_account where dispatch_id = $1`,
    [dispatchId],
  );
  if (!account) throw notFound('dispatch');
  return account;
}

/** In batches, so that no lock is held for long; the state `stopped` already keeps everything back. */
export async function cancelUnsent(dataSource: DataSource, dispatchId: number): Promise<number> {
  for (let total = 0; ;) {
    const [, count] = (await dataSource.query(
      `update delivery set state = 'cancelled', settled_at = clock_timestamp(), next_attempt_at = null
        where id in (select id from delivery where dispatch_id = $1 and state in ('pending', 'deferred') limit 5000)
          and state in ('pending', 'deferred')`,
      [dispatchId],
    )) as [unknown, number];
    total += count;
    if (count === 0) return total;
  }
}

/** Locks it. @throws DomainError `not_found` */
async function load(manager: EntityManager, id: number): Promise<Dispatch> {
  const found = await manager
    .createQueryBuilder(Dispatch, 'd')
    .setLock('pessimistic_write')
    .where('d.id = :id', { id })
    .getOne();
  if (!found) throw notFound('dispatch');
  return found;
}
