import { describe, expect, it } from '@jest/globals';
import { openDataSource } from '../../../src/database/data-source.js';
import { entities } from '../../../src/entities.js';
import { createTestDatabase } from '../../support/database.js';

describe('the entities', () => {
  it('match the migrations exactly', async () => {
    const database = await createTestDatabase();
    const source = await openDataSource(database.url, entities);
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await source.destroy();
      await database.drop();
    }
  });
});
