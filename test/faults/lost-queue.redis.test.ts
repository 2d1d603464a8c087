import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { CONNECTIONS, FaultRun, LONGEST, RECIPIENTS, ROUNDS } from '../support/fault-run.js';
import { printFaults } from '../support/fault-table.js';
import { startTestRedis, type TestRedis } from '../support/redis.js';

jest.setTimeout(LONGEST);

const KILLS = 8 * ROUNDS;

describe('a queue on Redis', () => {
  let redis: TestRedis;
  let run: FaultRun;
  beforeEach(async () => {
    redis = await startTestRedis();
    run = await FaultRun.prepare({ settings: { REDIS_URL: redis.url } });
    run.slow();
  });
  afterEach(async () => {
    await run.close();
    await redis.stop();
  });
  afterAll(printFaults);

  async function flush(): Promise<void> {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  }

  it('may be emptied again and again while workers send', async () => {
    const dispatch = await run.arm();
    run.startWorkers(2);
    for (let part = 1; part <= 4; part += 1) {
      await run.untilArrived((part * RECIPIENTS) / 5);
      await flush();
    }
    const result = await run.conclude('Redis FLUSHALL, four times', dispatch);
    expect(result.accepted).toBe(RECIPIENTS);
  });

  it('may die and come back empty', async () => {
    const dispatch = await run.arm();
    run.startWorkers(2);
    await run.untilArrived(RECIPIENTS / 4);
    const port = Number(new URL(redis.url).port);
    await redis.kill();
    await run.until(
      'select bool_and(lease_until is null) as idle from delivery_chunk',
      [],
      (row: { idle: boolean }) => row.idle,
    );
    redis = await startTestRedis(port);
    const result = await run.conclude('Redis killed, started again empty', dispatch);
    expect(result.accepted).toBe(RECIPIENTS);
  });

  it.each([1, 3])(
    'and %d worker(s) that are killed eight times leave only what was on the wire in doubt',
    async (count) => {
      const dispatch = await run.arm();
      const living = run.startWorkers(count);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await run.untilArrived((kill * RECIPIENTS) / (KILLS + 2));
        await living.shift()?.kill();
        living.push(run.startWorker());
      }
      const result = await run.conclude(`kill -9, ${KILLS} times, ${count} worker(s), Redis`, dispatch);
      expect(result.accepted + result.inDoubt).toBe(RECIPIENTS);
      expect(result.inDoubt).toBeLessThanOrEqual(KILLS * CONNECTIONS);
    },
  );
});
