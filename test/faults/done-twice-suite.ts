import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Dispatch } from '../../src/dispatch/dispatch.entity.js';
import { databaseNow } from '../../src/releases/database-now.js';
import { desk } from '../support/build-dispatch.js';
import type { FaultBackend } from '../support/fault-queue.js';
import { FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';

jest.setTimeout(LONGEST);

export function describeDoneTwice(backend: FaultBackend): void {
  describe(`what is done twice, too early or from an old copy, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    afterEach(() => run.close());
    afterAll(printFaults);

    const frozen = () =>
      run.until(
        'select frozen_at from dispatch_tier',
        [],
        (row: { frozen_at: Date | null }) => row.frozen_at !== null,
      );

    it('sends at the lift and once, however often its jobs are promoted, doubled and replayed', async () => {
      run = await FaultRun.prepare({ backend });
      const dispatch = await run.arm({ liftIn: 12 });
      run.startWorkers(2);
      await frozen();
      const queue = run.queue.open();
      const chunks = await run.newsroom.db.query<{ number: number }[]>('select number from delivery_chunk');
      const replay = (opensAt: number) =>
        queue.addBulk(
          chunks.flatMap(({ number }) =>
            [1, 2, 3].map(() => ({
              name: 'chunk',
              data: { dispatchId: dispatch.id, tier: 'general' as const, number, urgency: 10, opensAt },
              opts: { removeOnComplete: true },
            })),
          ),
        );
      await replay(0);
      for (const job of await queue.getDelayed()) await job.promote().catch(() => undefined);
      await run.until(
        'select lift_at <= now() as lifted from dispatch',
        [],
        (row: { lifted: boolean }) => row.lifted,
      );
      await replay(0);
      const result = await run.conclude('jobs promoted, doubled and replayed', dispatch);
      await replay(0);
      while ((await queue.count()) + (await queue.getActiveCount()) > 0) await pause(25);
      await queue.close();
      expect(result.accepted).toBe(RECIPIENTS);
      expect(run.receiver.messages).toHaveLength(RECIPIENTS);
    });

    it('is one dispatch when two web processes arm it at once, and three workers sweep it', async () => {
      run = await FaultRun.prepare({ backend });
      const versionId = await run.newsroom.approvedVersion();
      const desks = await Promise.all([run.startWeb(), run.startWeb()]);
      run.startWorkers(3);
      const answers = await Promise.all([...desks, ...desks, ...desks].map((web) => web.arm(versionId)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
        201, 409, 409, 409, 409, 409,
      ]);
      const dispatches = await run.newsroom.db.getRepository(Dispatch).find();
      expect(dispatches).toHaveLength(1);
      const result = await run.conclude(
        'armed six times by two web processes, three workers',
        dispatches[0]!,
      );
      expect(result.accepted).toBe(RECIPIENTS);
      expect(run.receiver.messages).toHaveLength(RECIPIENTS);
    });

    it('asks a person when the database is a copy from before the send', async () => {
      run = await FaultRun.prepare({ backend });
      const dispatch = await run.arm();
      const name = new URL(run.newsroom.url).pathname.slice(1);
      const copy = `${name}_copy`;
      await onCluster(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
        `create database ${copy} template ${name}`,
      );
      run.startWorker();
      const result = await run.conclude('database restored from before the send', dispatch);
      const restored = new pg.Client(run.newsroom.url.replace(name, copy));
      await restored.connect();
      try {
        run.startWorker({ DATABASE_URL: run.newsroom.url.replace(name, copy) });
        await untilHeld(restored);
      } finally {
        await run.workers.at(-1)?.kill();
        await restored.end();
        await onCluster(`drop database ${copy} with (force)`);
      }
      expect(result.accepted).toBe(RECIPIENTS);
      expect(run.receiver.messages).toHaveLength(RECIPIENTS);
    });

    it('opens the early tier first, and the others only at the lift', async () => {
      run = await FaultRun.prepare({ backend });
      const versionId = await run.newsroom.approvedVersion({ liftIn: 3600, earlyIn: 3 });
      await run.newsroom.db.query(`update contact set trust = 'trusted' where id % 10 = 0`);
      await run.newsroom.db.query(
        `insert into terms_answer (contact_id, release_id, answer, text_hash)
       select c.id, v.release_id, 'accepted', '\\x00' from contact c, release_version v
        where c.trust = 'trusted' and v.id = $1`,
        [versionId],
      );
      const dispatch = await run.newsroom.dispatches.arm(desk, versionId);
      run.startWorkers(2);
      await run.untilArrived(RECIPIENTS / 10);
      const now = await databaseNow(run.newsroom.db.manager);
      const { liftAt } = await run.newsroom.dispatches.bringForward(
        desk,
        dispatch.id,
        new Date(now.getTime() + 3000),
      );
      const result = await run.conclude('early tier, then everybody', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
      const before = run.receiver.messages.filter((mail) => mail.at < liftAt);
      expect(before).toHaveLength(RECIPIENTS / 10);
    });

    async function onCluster(...statements: string[]): Promise<void> {
      const client = new pg.Client(run.newsroom.url.replace(/[^/]*$/, 'postgres'));
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    }

    async function untilHeld(client: pg.Client): Promise<void> {
      for (;;) {
        const { rows } = await client.query<{ held: string | null }>(
          'select held_reason as held from dispatch',
        );
        if (rows[0]?.held === 'restored') return;
      }
    }
  });
}
