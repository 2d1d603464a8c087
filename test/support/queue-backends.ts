import { startTestRedis } from './redis.js';

/** Where a suite keeps its jobs: the same tests run on both of BullMQ's backends. */
export interface QueueBackend {
  name: string;
  /** Settings to add to the worker's. */
  start(): Promise<{ settings: Record<string, string>; stop(): Promise<void> }>;
}

export const postgresBackend: QueueBackend = {
  name: 'PostgreSQL',
  start: async () => ({ settings: {}, stop: async () => undefined }),
};

/** Only for files named `.redis.test.ts`, which are left out where there is no Redis. */
export const redisBackend: QueueBackend = {
  name: 'Redis',
  start: async () => {
    const redis = await startTestRedis();
    return { settings: { REDIS_URL: redis.url }, stop: () => redis.stop() };
  },
};
