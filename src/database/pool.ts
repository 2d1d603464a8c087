import pg from 'pg';
import { WatchedClient } from './watched-client.js';

const INT8 = 20;
/** ms; a session keeps its plans, so one that is new at a lift would be 10 ms late. */
const IDLE = 10 * 60_000;

/** int8 as a number: ids stay far below 2^53. Only for this pool; BullMQ's own pools keep pg's defaults. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text')) as never,
};

/** A plain pool beside TypeORM, for statements whose cost counts. A dropped idle connection is replaced, not thrown. */
export function openPool(url: string, max: number, applicationName = 'dateline-delivery'): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    idleTimeoutMillis: IDLE,
    Client: WatchedClient,
  });
  pool.on('error', () => undefined);
  return pool;
}
