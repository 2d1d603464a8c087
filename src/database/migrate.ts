import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';

/** Any number; whoever migrates holds it, so that several processes starting at once do it once. */
const MIGRATION_LOCK = 7_340_002;

/** Brings the schema up to date. @returns names of the migrations that were run */
export async function migrate(url: string): Promise<string[]> {
  const source = await new DataSource(dataSourceOptions(url, [], 2)).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const run = await source.runMigrations();
    return run.map((migration) => migration.name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}
