import path from 'node:path';
import { DataSource, type ObjectLiteral } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { SnakeCaseNaming } from './naming.js';
import { loadMigrations } from './sql-migrations.js';
import { WatchedClient } from './watched-client.js';

export type EntityClass = new () => ObjectLiteral;

/** `migrations/` lies beside `dist/` and `src/`. */
export const migrationsDir = path.join(import.meta.dirname, '..', '..', 'migrations');

/** Connections that stay open however long nothing is asked. */
const KEPT_OPEN = 4;

/** Options of the one data source: entities and migrations are listed, never discovered. */
export function dataSourceOptions(
  url: string,
  entities: EntityClass[],
  poolSize = 10,
): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    parseInt8: true,
    entities,
    migrations: loadMigrations(migrationsDir),
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeCaseNaming(),
    applicationName: 'dateline',
    extra: {
      Client: WatchedClient,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      // Otherwise all are closed after ten quiet seconds, and whoever comes next waits until they are open again.
      min: Math.min(KEPT_OPEN, poolSize),
    },
    logging: ['error'],
  };
}

/** Opens a data source outside Nest (commands, tests). The caller destroys it. */
export async function openDataSource(
  url: string,
  entities: EntityClass[],
  poolSize = 4,
): Promise<DataSource> {
  return new DataSource(dataSourceOptions(url, entities, poolSize)).initialize();
}
