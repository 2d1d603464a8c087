import type { DataSource } from 'typeorm';

/** `migrate`: applies what the database lacks, each migration in a transaction of its own. */
export async function migrate(database: DataSource, print: (line: string) => void): Promise<void> {
  const applied = await database.runMigrations();
  for (const { name } of applied) print(`Applied ${name}`);
  if (applied.length === 0) print('The database is up to date.');
}
