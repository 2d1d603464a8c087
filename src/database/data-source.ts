import path from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from './entities.js';
import { SnakeCaseNaming } from './naming.js';
import { loadMigrations } from './sql-migrations.js';

/** `migrations/` lies beside `dist/` and `src/`. */
export const migrationsDir = path.join(import.meta.dirname, '..', '..', 'migrations');

/** Options of the one data source: entities and migrations are listed, never discovered. */
export function dataSourceOptions(url: string, poolSize = 10): DataSourceOptions {
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
    logging: ['error'],
  } as DataSourceOptions;
}

/** Opens a data source outside Nest (commands, tests). The caller destroys it. */
export async function openDataSource(url: string, poolSize = 4): Promise<DataSource> {
  return new DataSource(dataSourceOptions(url, poolSize)).initialize();
}
