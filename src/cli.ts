import { existsSync } from 'node:fs';
import path from 'node:path';
import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { readEnv } from './config/env.js';
import { DomainError } from './errors/domain-error.js';

interface Command {
  /** Arguments and one clause, for the list of commands. */
  usage: string;
  /** Resolves to the exit code. Features are loaded only by the command that needs them. */
  run: (args: string[]) => Promise<number | void>;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const commands: Record<string, Command> = {
  migrate: {
    usage: 'migrate                        bring the database up to date',
    run: () =>
      withDatabase(async (database) => (await import('./ops/migrate.command.js')).migrate(database, print)),
  },
  'import-contacts': {
    usage: 'import-contacts FILE [--topic …]  read a CSV or XLSX list into the press list',
    run: (args) =>
      withDatabase(async (database) =>
        (await import('./contacts/import-contacts.command.js')).importContacts(database, args, print),
      ),
  },
  'audit-verify': {
    usage: 'audit-verify [ID:HASH]         check the whole record, and that it still holds this entry',
    run: (args) =>
      withDatabase(async (database) =>
        (await import('./audit/audit-verify.command.js')).auditVerify(database, args, print),
      ),
  },
  'bounce-parse': {
    usage: 'bounce-parse DIR               say of each mail in a folder what it reports, as JSON',
    run: async (args) => (await import('./bounces/bounce-parse.command.js')).bounceParse(args),
  },
  'certificate-verify': {
    usage: 'certificate-verify FILE [KEY]  check the signed certificate of a dispatch, offline',
    run: async (args) => (await import('./dispatch/certificate-verify.command.js')).certificateVerify(args),
  },
  'create-user': {
    usage: 'create-user EMAIL NAME ROLE    add somebody to the desk: admin, press_officer or viewer',
    run: (args) =>
      withDatabase(async (database) =>
        (await import('./auth/staff.commands.js')).createUser(database, args, print),
      ),
  },
  'create-token': {
    usage: 'create-token EMAIL NAME ROLE   make an API token in the name of this user',
    run: (args) =>
      withDatabase(async (database) =>
        (await import('./auth/staff.commands.js')).createToken(database, args, print),
      ),
  },
  'sign-in-link': {
    usage: 'sign-in-link [EMAIL]           print a link that signs in once; without EMAIL: the first admin',
    run: (args) =>
      withDatabase(async (database) =>
        (await import('./auth/staff.commands.js')).signInLink(database, args, readEnv().PUBLIC_URL, print),
      ),
  },
};

process.exitCode = await runCommand(process.argv.slice(2));

/** 0 done, 1 refused or failed, 2 not understood. */
async function runCommand([name, ...args]: string[]): Promise<number> {
  const command = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  if (!command) return explain(name);
  try {
    return (await command.run(args)) ?? 0;
  } catch (error) {
    process.stderr.write(`${errorLine(error)}\n`);
    return 1;
  }
}

function explain(name: string | undefined): number {
  const wasAsked = name === 'help' || name === '--help' || name === '-h';
  const list = Object.values(commands).map((command) => `  ${command.usage}`);
  const text = [
    ...(name === undefined || wasAsked ? [] : [`There is no command "${name}".`, '']),
    'Commands:',
    ...list,
  ];
  (wasAsked ? process.stdout : process.stderr).write(`${text.join('\n')}\n`);
  return wasAsked ? 0 : 2;
}

function errorLine(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

async function withDatabase<T>(use: (database: DataSource) => Promise<T>): Promise<T> {
  const server = await databaseServer();
  const { openDataSource } = await import('./database/data-source.js');
  const { entities } = await import('./entities.js');
  const database = await openDataSource(server.url, entities);
  try {
    return await use(database);
  } finally {
    await database.destroy();
    await server.stop();
  }
}

/** The PostgreSQL that the settings name; else the one that `npm start` made, running or not. */
async function databaseServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { DATABASE_URL, DATA_DIR } = readEnv();
  if (DATABASE_URL) return { url: DATABASE_URL, stop: () => Promise.resolve() };
  const dataDir = path.join(path.resolve(DATA_DIR), 'postgres');
  if (!existsSync(dataDir))
    throw new Error(
      'There is no database yet: run `npm start` once, or set DATABASE_URL to the address of your PostgreSQL.',
    );
  const { startEmbeddedPostgres } = await import('./database/embedded-postgres.js');
  return startEmbeddedPostgres({ dataDir });
}
