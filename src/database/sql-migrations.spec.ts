import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { loadMigrations, migrationName } from './sql-migrations.js';

describe('migrations written as SQL files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are named after the file and end in 13 digits, as TypeORM asks', () => {
    expect(migrationName('0012-chain-the-record.sql')).toBe('ChainTheRecord1000000000012');
  });

  it('run in the order of their numbers', () => {
    for (const file of ['0010-b.sql', '0002-c.sql', 'README.md']) writeFileSync(join(folder, file), '');
    expect(loadMigrations(folder).map((each) => new each().name)).toEqual([
      'C1000000000002',
      'B1000000000010',
    ]);
  });

  it('are refused when the name is not a number and words', () => {
    writeFileSync(join(folder, 'add_table.sql'), '');
    expect(() => new (loadMigrations(folder)[0]!)()).toThrow('must be named like');
  });

  it('are refused when two share a number', () => {
    for (const file of ['0001-a.sql', '0001-b.sql']) writeFileSync(join(folder, file), '');
    expect(() => loadMigrations(folder)).toThrow('Two migrations are numbered 0001');
  });
});
