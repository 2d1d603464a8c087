import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { MigrationInterface, QueryRunner } from 'typeorm';

const FILE_NAME = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)\.sql$/;

/** TypeORM sorts migrations by the 13 digits that end their name; ours only have to keep the order of the files. */
const FIRST_TIMESTAMP = 1_000_000_000_000;

type MigrationClass = new () => MigrationInterface;

/**
 * Turns `NNNN-what-it-does.sql` files into migrations, in the order of their numbers.
 * Each file runs in one transaction: either all of it is applied or none.
 * There is no way down; a mistake is corrected by the next migration.
 *
 * @throws Error if a file is named otherwise or two files share a number
 */
export function loadMigrations(folder: string): MigrationClass[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  refuseSharedNumbers(files);
  return files.map((file) => migrationFrom(file, readFileSync(join(folder, file), 'utf8')));
}

/** `0003-chain-the-record.sql` → `ChainTheRecord1000000000003` */
export function migrationName(file: string): string {
  const [, number, words] = FILE_NAME.exec(file) ?? [];
  if (number === undefined || words === undefined) {
    throw new Error(`Migration ${file} must be named like 0001-what-it-does.sql`);
  }
  const name = words.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return `${name}${FIRST_TIMESTAMP + Number(number)}`;
}

function migrationFrom(file: string, sql: string): MigrationClass {
  return class implements MigrationInterface {
    readonly name = migrationName(file);
    readonly transaction = true;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error(`${file} cannot be undone; write a new migration instead`);
    }
  };
}

function refuseSharedNumbers(files: string[]): void {
  const numbers = files.map((file) => file.slice(0, 4));
  const shared = numbers.find((number, at) => numbers.indexOf(number) !== at);
  if (shared !== undefined) throw new Error(`Two migrations are numbered ${shared}`);
}
