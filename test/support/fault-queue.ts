import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type ChunkJob, DELIVERY_QUEUE } from '../../src/delivery/delivery-queue.js';
import { queueConnection } from '../../src/queues/queue-connection.js';
import { lockTable } from './fault-lock.js';
import { startTestRedis, type TestRedis } from './redis.js';

/** Where the jobs of one fault are kept, and what can be done to them there. */
export interface FaultQueue {
  /** Of the workers. */
  readonly settings: Record<string, string>;
  /** Nothing is put on the queue or taken from it until `release`. */
  hold(): Promise<{ release(): Promise<void> }>;
  /** All jobs, and all that the queue knows of itself, are gone. */
  empty(): Promise<void>;
  /** The queue of chunks as somebody else may use it; close it. */
  open(): Queue<ChunkJob>;
  stop(): Promise<void>;
}

/** The same faults are tried with the jobs in each of them. */
export interface FaultBackend<Q extends FaultQueue = FaultQueue> {
  /** As the table names it. */
  readonly name: string;
  /** The queue of one fault, beside its database. */
  start(databaseUrl: string): Promise<Q>;
}

export const onPostgres: FaultBackend = {
  name: 'PostgreSQL',
  start: async (databaseUrl) => {
    const open = () => new Queue<ChunkJob>(DELIVERY_QUEUE, { connection: queueConnection({ databaseUrl }) });
    return {
      settings: {},
      hold: async () => {
        await makeTables(open());
        return lockTable(databaseUrl, 'bullmq.job');
      },
      empty: () => emptyTables(databaseUrl),
      open,
      stop: async () => undefined,
    };
  },
};

/** Only for files named `.redis.test.ts`, which are left out where there is no Redis. */
export const onRedis: FaultBackend<RedisQueue> = {
  name: 'Redis',
  start: async (databaseUrl: string) => new RedisQueue(databaseUrl, await startTestRedis()),
};

export class RedisQueue implements FaultQueue {
  readonly settings: Record<string, string>;

  constructor(
    private readonly databaseUrl: string,
    private redis: TestRedis,
  ) {
    this.settings = { REDIS_URL: redis.url };
  }

  async hold(): Promise<{ release(): Promise<void> }> {
    this.redis.freeze();
    return { release: async () => this.redis.thaw() };
  }

  async empty(): Promise<void> {
    const client = new Redis(this.redis.url);
    await client.flushall();
    client.disconnect();
  }

  open(): Queue<ChunkJob> {
    const { databaseUrl } = this;
    return new Queue(DELIVERY_QUEUE, {
      connection: queueConnection({ databaseUrl, redisUrl: this.redis.url }),
    });
  }

  /** Like a power cut, until `restart`. */
  kill(): Promise<void> {
    return this.redis.kill();
  }

  /** On the same port, with nothing in it. */
  async restart(): Promise<void> {
    this.redis = await startTestRedis(Number(new URL(this.redis.url).port));
  }

  stop(): Promise<void> {
    this.redis.thaw();
    return this.redis.stop();
  }
}

/** Whoever uses the queue first makes its tables. */
async function makeTables(queue: Queue): Promise<void> {
  await queue.waitUntilReady();
  await queue.close();
}

async function emptyTables(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname = 'bullmq' and tablename not like '%migration%'`,
    );
    await client.query(`truncate ${rows.map((row) => row.name).join(', ')} cascade`);
  } finally {
    await client.end();
  }
}
