import { createPostgresBackend, type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import { WatchedClient } from '../database/watched-client.js';

export interface QueueSettings {
  /** Absent: jobs are kept in PostgreSQL, in a schema of BullMQ's own. */
  redisUrl?: string | undefined;
  databaseUrl: string;
}

/** Connections of one queue or worker to PostgreSQL; BullMQ opens a pool for each. */
const POOL = 3;

/**
 * Chooses BullMQ's backend for this process and returns the connection for its queues and workers. Call it before any
 * queue is made. Nothing in the queue is the truth: losing all of it loses no mail (law 7), a sweep puts it back.
 */
export function queueConnection(settings: QueueSettings): QueueOptions['connection'] {
  if (settings.redisUrl) {
    setDefaultBackendFactory();
    return { url: settings.redisUrl, maxRetriesPerRequest: null } as QueueOptions['connection'];
  }
  setDefaultBackendFactory(createPostgresBackend);
  const connection = {
    connectionString: settings.databaseUrl,
    migrate: true,
    max: POOL,
    connectionTimeoutMillis: 10_000,
    Client: WatchedClient,
  };
  return connection as unknown as QueueOptions['connection'];
}
