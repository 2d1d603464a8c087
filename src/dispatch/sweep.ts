import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LOG, type Log } from '../ops/log.js';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { cancelUnsent } from './dispatch.service.js';
import { DueChunks } from './due-chunks.js';
import { freezeTier, type TierKey } from './freeze.js';
import { TellReceivers } from './tell-receivers.js';

/**
 * Finds in PostgreSQL what is due (law 7) and carries every dispatch one step on: runs at boot, on every wake-up, every two seconds in
 * each worker and once a minute by the queue's own scheduler. Any number of sweeps at once do no harm.
 */
@Injectable()
export class Sweep {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
    private readonly dueChunks: DueChunks,
    private readonly tellReceivers: TellReceivers,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    await this.reapDeadLeases();
    await this.freezeDueTiers();
    await this.holdAndAsk();
    await this.dueChunks.bringOut();
    await this.tellReceivers.ofArmed();
    await this.cancelEnded();
    await this.reopenFinished();
    await this.finishComplete();
  }

  private async reapDeadLeases(): Promise<void> {
    const rows = await this.dataSource.query<{ worker: string; doubts: number }[]>(
      `select worker, sum(reap_chunk(dispatch_id, tier, number))::int as doubts from delivery_chunk
        where lease_until < clock_timestamp() group by worker`,
    );
    for (const row of rows) this.log.warn({ event: 'lease.reaped', ...row });
  }

  private async freezeDueTiers(): Promise<void> {
    const due = await this.dataSource.query<TierKey[]>(
      `select t.dispatch_id as "dispatchId", t.tier from dispatch_tier t join dispatch d on d.id = t.dispatch_id
        where t.frozen_at is null and d.state = 'armed' and t.opens_at <= now() + $1 * interval '1 second'
        order by d.urgency, t.opens_at`,
      [this.env.PREPARE_AHEAD],
    );
    for (const tier of due) await this.tryFreezing(tier);
  }

  /** One dispatch's trouble is not the next one's. */
  private async tryFreezing(tier: TierKey): Promise<void> {
    try {
      await this.freeze(tier);
    } catch (error) {
      this.log.error({ event: 'dispatch.not_frozen', ...tier, error: String(error) });
    }
  }

  private async freeze(due: TierKey): Promise<void> {
    const recipients = await this.dataSource.transaction(async (manager) => {
      const frozen = await freezeTier(manager, due, this.env.CHUNK_SIZE);
      if (frozen !== null)
        await record(manager, {
          actor: { kind: 'system', name: 'sweep' },
          action: 'dispatch.frozen',
          subjectType: 'dispatch',
          subjectId: due.dispatchId,
          detail: { tier: due.tier, recipients: frozen },
        });
      return frozen;
    });
    if (recipients === null) return;
    this.log.info({ event: 'dispatch.frozen', ...due, recipients });
    await this.tellReceivers.ofFrozen(due);
  }

  /** Law 8, a database that was restored from a copy, and a tier that cannot be frozen: a person is asked. */
  private async holdAndAsk(): Promise<void> {
    const rows = await this.dataSource.query<{ id: number; reason: string }[]>(
      `select d.id, g.reason from dispatch d join dispatch_tier t on t.dispatch_id = d.id
         cross join lateral (select gate(d.id, t.tier, $1 * interval '1 second') as reason) g
        where d.state = 'armed' and t.opens_at <= now() and case
                when g.reason in ('late', 'restored') then exists (
                  select from delivery_chunk c where c.dispatch_id = d.id and c.tier = t.tier and c.due_at is not null)
                when g.reason = 'not frozen' then now() > t.opens_at + $1 * interval '1 second' end`,
      [this.env.LATE_LIMIT],
    );
    for (const { id, reason } of rows) await this.hold(id, reason);
  }

  private async hold(id: number, reason: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [held] = (await manager.query(
        `update dispatch set state = 'held', held_reason = $2 where id = $1 and state = 'armed' returning id`,
        [id, reason],
      )) as [{ id: number }[], number];
      if (held.length === 0) return;
      await record(manager, {
        actor: { kind: 'system', name: 'sweep' },
        action: 'dispatch.held',
        subjectType: 'dispatch',
        subjectId: id,
        detail: { reason },
      });
    });
    this.log.warn({ event: 'dispatch.held', dispatchId: id, reason });
  }

  private async cancelEnded(): Promise<void> {
    const rows = await this.dataSource.query<{ id: number; expired: boolean }[]>(
      `select d.id, d.state <> 'stopped' as expired from dispatch d
        where (d.state = 'stopped' or (d.state in ('armed', 'paused', 'held') and d.stop_after <= now()))
          and exists (select from delivery_chunk c where c.dispatch_id = d.id and c.due_at is not null
                         and c.lease_until is null)`,
    );
    for (const { id, expired } of rows) {
      if (expired) await refuseExpired(this.dataSource, id);
      await cancelUnsent(this.dataSource, id);
      await this.dataSource.query(
        `update delivery_chunk set due_at = null where dispatch_id = $1 and lease_until is null`,
        [id],
      );
    }
  }

  /** A worker that was taken for dead may tell late that a mail is to be tried again. */
  private async reopenFinished(): Promise<void> {
    await this.dataSource.query(
      `update dispatch d set state = 'armed', ended_at = null
        where d.state = 'finished' and d.id in (select c.dispatch_id from delivery_chunk c where c.due_at is not null)`,
    );
  }

  private async finishComplete(): Promise<void> {
    const [rows] = (await this.dataSource.query(
      `update dispatch d set state = 'finished', ended_at = now()
        where d.state = 'armed' and d.lift_at <= now()
          and not exists (select from dispatch_tier t where t.dispatch_id = d.id and t.frozen_at is null)
          and not exists (select from delivery_chunk c where c.dispatch_id = d.id and c.due_at is not null)
       returning id`,
    )) as [{ id: number }[], number];
    for (const { id } of rows) {
      await this.dataSource.query('delete from prepared_chunk where dispatch_id = $1', [id]);
      this.log.info({ event: 'dispatch.finished', dispatchId: id });
    }
  }
}

/** Those that were tried and deferred when sending ends are refused with their last reply. No chunk's return seals that. */
async function refuseExpired(dataSource: DataSource, dispatchId: number): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const late = await manager.query<{ id: number }[]>(
      `with late as (
         update delivery set state = 'refused', settled_at = clock_timestamp(), next_attempt_at = null
          where dispatch_id = $1 and state = 'deferred' returning id, dispatch_id, attempt, state, reply_code, reply_text)
       insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text)
       select id, dispatch_id, attempt, state, reply_code, reply_text from late returning delivery_id as id`,
      [dispatchId],
    );
    if (late.length > 0)
      await manager.query(`select seal_deliveries($1, $2)`, [dispatchId, late.map(({ id }) => id)]);
  });
}
