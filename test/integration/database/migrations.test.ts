import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';

import { dataSourceOptions } from '../../../src/database/data-source.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database.js';

describe('the migrations', () => {
  let database: TestDatabase;
  let source: DataSource;
  beforeEach(async () => {
    database = await createEmptyDatabase();
    source = await new DataSource(dataSourceOptions(database.url, [], 2)).initialize();
  });
  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  it('run on an empty database, and a second time find nothing to do', async () => {
    const applied = await source.runMigrations();
    expect(applied.length).toBeGreaterThan(0);
    expect(await source.runMigrations()).toEqual([]);
  });

  it('are applied already in the database a test gets', async () => {
    const clone = await createTestDatabase();
    const migrated = await new DataSource(dataSourceOptions(clone.url, [], 1)).initialize();
    try {
      expect(await migrated.showMigrations()).toBe(false);
    } finally {
      await migrated.destroy();
      await clone.drop();
    }
  });
});
