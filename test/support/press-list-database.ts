import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/database/data-source.js';
import { entities } from '../../src/entities.js';
import { createTestDatabase, type TestDatabase } from './database.js';

/** A migrated database of the test's own with the entities opened on it. */
export async function openTestDatabase(): Promise<{ source: DataSource; close: () => Promise<void> }> {
  const database: TestDatabase = await createTestDatabase();
  const source = await openDataSource(database.url, entities);
  const close = async () => {
    await source.destroy();
    await database.drop();
  };
  return { source, close };
}
