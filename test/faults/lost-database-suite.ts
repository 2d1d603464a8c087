import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseWay, FaultDatabase } from '../support/fault-database.js';
import type { FaultBackend } from '../support/fault-queue.js';
import { CONNECTIONS, FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';

jest.setTimeout(LONGEST);

/** ms, as in the specification. */
const OUTAGE = 10_000;

export function describeLostDatabase(backend: FaultBackend): void {
  describe(`a database that is lost while workers send, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    let way: DatabaseWay | undefined;
    afterEach(async () => {
      await run.close();
      await way?.cut();
      way = undefined;
    });
    afterAll(printFaults);

    it('finds everything again after it was stopped as by a power cut', async () => {
      const database = await FaultDatabase.start();
      run = await FaultRun.prepare({ backend, database });
      run.slow();
      const dispatch = await run.arm();
      run.startWorkers(2);
      await run.untilArrived(RECIPIENTS / 4);
      await database.restartImmediately();
      const result = await run.conclude('PostgreSQL restarted (immediate)', dispatch);
      expect(result.accepted + result.inDoubt).toBe(RECIPIENTS);
      expect(result.inDoubt).toBeLessThanOrEqual(2 * CONNECTIONS);
    });

    it.each([
      ['refuses connections', (broken: DatabaseWay) => broken.cut()],
      ['keeps silent', async (broken: DatabaseWay) => broken.fallSilent()],
    ])('goes on by itself when it %s for ten seconds', async (what, break_) => {
      run = await FaultRun.prepare({ backend });
      way = await DatabaseWay.to(run.newsroom.url);
      run.slow();
      const dispatch = await run.arm();
      for (let worker = 1; worker <= 2; worker += 1)
        run.startWorker({ DATABASE_URL: way.urlFor(run.newsroom.url) });
      await run.untilArrived(RECIPIENTS / 4);
      await break_(way);
      await pause(OUTAGE);
      await way.open();
      const result = await run.conclude(`PostgreSQL ${what} for 10 s`, dispatch);
      expect(result.accepted + result.inDoubt).toBe(RECIPIENTS);
      expect(result.inDoubt).toBeLessThanOrEqual(2 * CONNECTIONS);
    });

    it('gives up connections that neither break nor answer any more, and sends the rest on new ones', async () => {
      run = await FaultRun.prepare({ backend });
      way = await DatabaseWay.to(run.newsroom.url);
      run.slow();
      const dispatch = await run.arm();
      for (let worker = 1; worker <= 2; worker += 1)
        run.startWorker({ DATABASE_URL: way.urlFor(run.newsroom.url) });
      await run.untilArrived(RECIPIENTS / 4);
      way.swallow();
      const result = await run.conclude('connections to PostgreSQL swallowed for good', dispatch);
      expect(result.accepted + result.inDoubt).toBe(RECIPIENTS);
      expect(result.inDoubt).toBeLessThanOrEqual(2 * CONNECTIONS);
    });
  });
}
