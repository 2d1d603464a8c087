import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FaultBackend } from '../support/fault-queue.js';
import { CONNECTIONS, FaultRun, LONGEST, RECIPIENTS, ROUNDS } from '../support/fault-run.js';
import { lockTable, untilBlocked } from '../support/fault-lock.js';
import { printFaults } from '../support/fault-table.js';

const KILLS = 8 * ROUNDS;

jest.setTimeout(LONGEST);

export function describeDyingWorkers(backend: FaultBackend): void {
  describe(`workers that die, stop or stand still while they send, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    afterEach(() => run.close());
    afterAll(printFaults);

    it.each([1, 3])(
      'are replaced eight times, of %d at once, and only what was on the wire is in doubt',
      async (count) => {
        run = await FaultRun.prepare({ backend });
        run.slow();
        const dispatch = await run.arm();
        const living = run.startWorkers(count);
        for (let kill = 1; kill <= KILLS; kill += 1) {
          await run.untilArrived((kill * RECIPIENTS) / (KILLS + 2));
          await living.shift()?.kill();
          living.push(run.startWorker());
        }
        const result = await run.conclude(`kill -9, ${KILLS} times, ${count} worker(s)`, dispatch);
        expect(result.accepted + result.inDoubt).toBe(RECIPIENTS);
        expect(result.inDoubt).toBeLessThanOrEqual(KILLS * CONNECTIONS);
      },
    );

    it('leave nothing unsent when all die at once, since the next ones find the work in the database', async () => {
      run = await FaultRun.prepare({ backend });
      run.slow();
      const dispatch = await run.arm();
      run.startWorkers(3);
      await run.untilArrived(RECIPIENTS / 3);
      await Promise.all(run.workers.map((worker) => worker.kill()));
      run.startWorker();
      const result = await run.conclude('kill -9 of all three workers at once', dispatch);
      expect(result.inDoubt).toBeLessThanOrEqual(3 * CONNECTIONS);
    });

    it('lose nothing between the commit of the audience and the queue', async () => {
      run = await FaultRun.prepare({ backend });
      const dispatch = await run.arm();
      const queue = await run.queue.hold();
      const doomed = run.startWorker();
      await run.until(
        'select frozen_at from dispatch_tier',
        [],
        (row: { frozen_at: Date | null }) => row.frozen_at !== null,
      );
      await doomed.kill();
      await queue.release();
      expect(run.receiver.messages).toHaveLength(0);
      run.startWorker();
      const result = await run.conclude('kill -9 between commit and enqueue', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('leave no half of an audience behind when they die while it is frozen', async () => {
      run = await FaultRun.prepare({ backend });
      const dispatch = await run.arm();
      const chunks = await lockTable(run.newsroom.url, 'delivery_chunk', 'share');
      const doomed = run.startWorker();
      await untilBlocked(run, 'insert into delivery_chunk');
      await doomed.kill();
      await chunks.release();
      run.startWorker();
      const result = await run.conclude('kill -9 while the audience is frozen', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('finish what is in flight when they are told to stop', async () => {
      run = await FaultRun.prepare({ backend });
      run.slow();
      const dispatch = await run.arm();
      for (let stop = 1; stop <= 3; stop += 1) {
        const worker = run.startWorker();
        await run.untilArrived((stop * RECIPIENTS) / 5);
        expect(await worker.terminate()).toBe(0);
      }
      run.startWorker();
      const result = await run.conclude('SIGTERM, three times', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
    });

    it('send nothing twice when they stand still for longer than their lease', async () => {
      run = await FaultRun.prepare({ backend });
      run.slow();
      const dispatch = await run.arm();
      const [sleeper] = run.startWorkers(2);
      await run.until(
        'select count(distinct worker)::int as n from delivery_chunk where worker is not null',
        [],
        (row: { n: number }) => row.n === 2,
      );
      await run.untilArrived(RECIPIENTS / 4);
      sleeper?.freeze();
      await run.untilState(dispatch);
      const doubtful = await run.until('select in_doubt::int as n from dispatch_account', [], () => true);
      sleeper?.thaw();
      await run.until(
        'select in_doubt::int as n from dispatch_account',
        [],
        (row: { n: number }) => row.n === 0,
      );
      expect(doubtful).toBeDefined();
      const result = await run.conclude('a worker stands still beyond its lease', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
    });
  });
}
