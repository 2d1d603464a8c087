import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FaultBackend } from '../support/fault-queue.js';
import { FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';

jest.setTimeout(LONGEST);

export function describeWrongClocks(backend: FaultBackend): void {
  describe(`a worker whose clock is wrong, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    afterEach(() => run.close());
    afterAll(printFaults);

    it.each(['+1h', '-1h', '+1d'])(
      'sends nothing at %s, and the others send everything at its time',
      async (clock) => {
        run = await FaultRun.prepare({ backend });
        const dispatch = await run.arm({ liftIn: 12 });
        run.startWorker({}, clock);
        await run.until(
          'select abs(skew_ms) > 3000000 as wrong from worker_seen',
          [],
          (row: { wrong: boolean }) => row.wrong,
        );
        await run.until(
          'select frozen_at from dispatch_tier',
          [],
          (row: { frozen_at: Date | null }) => row.frozen_at !== null,
        );
        expect(run.receiver.messages).toHaveLength(0);
        run.startWorker();
        const result = await run.conclude(`clock of one of two workers ${clock}`, dispatch);
        expect(result.accepted).toBe(RECIPIENTS);
        const [sent] = await run.newsroom.db.query<{ wrong: number }[]>(
          `select count(*)::int as wrong from delivery_event e join worker_seen w on w.worker = e.worker
        where abs(w.skew_ms) > 3000000`,
        );
        expect(sent?.wrong).toBe(0);
      },
    );

    it('holds when it is the only one, and says why in its log', async () => {
      run = await FaultRun.prepare({ backend, recipients: 20 });
      await run.arm();
      const worker = run.startWorker({}, '+1h');
      await run.until('select count(*)::int as n from delivery', [], (row: { n: number }) => row.n === 20);
      await worker.untilSaid('clock.skewed');
      expect(run.receiver.connectionsOpened).toBe(0);
    });
  });
}
