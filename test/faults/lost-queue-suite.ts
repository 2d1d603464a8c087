import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FaultBackend } from '../support/fault-queue.js';
import { FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';

jest.setTimeout(LONGEST);

export function describeLostQueue(backend: FaultBackend): void {
  describe(`a queue that is lost, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    afterEach(() => run.close());
    afterAll(printFaults);

    it('may be emptied again and again while workers send', async () => {
      run = await FaultRun.prepare({ backend });
      run.slow();
      const dispatch = await run.arm();
      run.startWorkers(2);
      for (let part = 1; part <= 4; part += 1) {
        await run.untilArrived((part * RECIPIENTS) / 5);
        await run.queue.empty();
      }
      const result = await run.conclude('queue emptied, four times', dispatch);
      expect(result.accepted).toBe(RECIPIENTS);
    });
  });
}
