import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { onRedis, type RedisQueue } from '../support/fault-queue.js';
import { FaultRun, LONGEST, RECIPIENTS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';
import { describeLostQueue } from './lost-queue-suite.js';

jest.setTimeout(LONGEST);

describeLostQueue(onRedis);

describe('Redis', () => {
  let run: FaultRun<RedisQueue>;
  afterEach(() => run.close());
  afterAll(printFaults);

  it('may die and come back empty while workers send', async () => {
    run = await FaultRun.prepare({ backend: onRedis });
    run.slow();
    const dispatch = await run.arm();
    run.startWorkers(2);
    await run.untilArrived(RECIPIENTS / 4);
    await run.queue.kill();
    await run.until(
      'select bool_and(lease_until is null) as idle from delivery_chunk',
      [],
      (row: { idle: boolean }) => row.idle,
    );
    await run.queue.restart();
    const result = await run.conclude('killed, started again empty', dispatch);
    expect(result.accepted).toBe(RECIPIENTS);
  });

  it('may stand still while workers send', async () => {
    run = await FaultRun.prepare({ backend: onRedis });
    run.slow();
    const dispatch = await run.arm();
    run.startWorkers(2);
    await run.untilArrived(RECIPIENTS / 4);
    const held = await run.queue.hold();
    await run.until(
      'select bool_and(lease_until is null) as idle from delivery_chunk',
      [],
      (row: { idle: boolean }) => row.idle,
    );
    await held.release();
    const result = await run.conclude('stands still until all else is idle', dispatch);
    expect(result.accepted).toBe(RECIPIENTS);
  });

  it('may be away for good', async () => {
    run = await FaultRun.prepare({ backend: onRedis });
    run.slow();
    const dispatch = await run.arm();
    run.startWorkers(2);
    await run.untilArrived(RECIPIENTS / 4);
    await run.queue.kill();
    const result = await run.conclude('killed, never started again', dispatch);
    expect(result.accepted).toBe(RECIPIENTS);
  });
});
