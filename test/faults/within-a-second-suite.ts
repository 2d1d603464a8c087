import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Account, accountOf } from '../../src/dispatch/dispatch.service.js';
import type { Dispatch } from '../../src/dispatch/dispatch.entity.js';
import { databaseNow } from '../../src/releases/database-now.js';
import { desk } from '../support/build-dispatch.js';
import type { FaultBackend } from '../support/fault-queue.js';
import { FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';

jest.setTimeout(LONGEST);

const WORKERS = 3;
/** So that all three are in the middle of it. */
const MANY = 2 * RECIPIENTS;
/** Of each worker: slow enough that seconds of work are left when the word comes. */
const MAILS_PER_SECOND = 60;
/** ms after which nothing may begin any more, as in the specification. */
const EFFECTIVE = 1000;
/** Seconds after the answer for which it is watched; what a sweep could start again would start within them. */
const WATCHED = 2.5;

export function describeWithinASecond(backend: FaultBackend): void {
  describe(`a word to three workers that send, jobs in ${backend.name}`, () => {
    let run: FaultRun;
    let dispatch: Dispatch;
    afterEach(() => run.close());
    afterAll(printFaults);

    async function threeSend(): Promise<void> {
      run = await FaultRun.prepare({ backend, recipients: MANY });
      run.slow(MAILS_PER_SECOND);
      dispatch = await run.arm();
      run.startWorkers(WORKERS);
      await untilAllSend();
    }

    /** The lease of a chunk says that its worker has mails of it under way or is about to. */
    const untilAllSend = () =>
      run.until<{ n: number }>(
        `select count(distinct c.worker)::int as n from delivery_chunk c join delivery d
             on d.dispatch_id = c.dispatch_id and d.tier = c.tier and d.chunk = c.number
          where c.lease_until is not null and d.state = 'transmitting'`,
        [],
        ({ n }) => n === WORKERS,
      );

    /** Gives the word and watches the server. @returns the account at the answer */
    async function say(word: 'pause' | 'stop'): Promise<Account> {
      await run.newsroom.dispatches[word](desk, dispatch.id);
      const account = await accountOf(run.newsroom.db.manager, dispatch.id);
      const answered = await databaseNow(run.newsroom.db.manager);
      await run.until<{ over: boolean }>(
        "select clock_timestamp() > $1::timestamptz + $2 * interval '1 second' as over",
        [answered, WATCHED],
        ({ over }) => over,
      );
      const late = run.receiver.begun.filter(({ at }) => at.getTime() > answered.getTime() + EFFECTIVE);
      expect(late).toEqual([]);
      return account;
    }

    it('begins no mail on any of them a second after a pause, and goes on where it was', async () => {
      await threeSend();
      const paused = await say('pause');
      expect(paused.accepted).toBeLessThan(MANY / 2);
      const arrived = run.receiver.messages.length;
      expect(arrived).toBe(paused.accepted + paused.transmitting);
      await run.newsroom.dispatches.resume(desk, dispatch.id);
      const result = await run.conclude('paused while three workers send', dispatch);
      expect(result.accepted).toBe(MANY);
    });

    it('begins no mail on any of them a second after a stop, which tells who had it, who will and who will not', async () => {
      await threeSend();
      const stopped = await say('stop');
      expect(stopped.cancelled).toBeGreaterThan(MANY / 2);
      expect(stopped).toMatchObject({ frozen: MANY, pending: 0, deferred: 0 });
      expect(stopped.accepted + stopped.transmitting + stopped.cancelled).toBe(MANY);
      const result = await run.conclude('stopped while three workers send', dispatch, 'stopped');
      expect(result.accepted).toBe(stopped.accepted + stopped.transmitting);
      expect(result.others).toBe(stopped.cancelled);
    });
  });
}
