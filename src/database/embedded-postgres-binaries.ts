import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import type { ServerOwner } from './embedded-postgres-owner.js';
import { EmbeddedPostgresError, explainTrouble } from './embedded-postgres-trouble.js';

export interface Binaries {
  initdb: string;
  postgres: string;
}

type Progress = (line: string) => void;

/**
 * The programs of the npm package, runnable by the server's user. Its install
 * script is not relied on: the links between its libraries are made here. A copy
 * (58 MB) beside the data is used where that user cannot reach node_modules, or
 * where the links are missing and we may not write there.
 */
export function runnableBinaries(folder: string, owner: ServerOwner, onProgress: Progress): Binaries {
  const packaged = packageFolder();
  if (linkLibraries(packaged) && runs(packaged, owner)) return binariesIn(packaged);
  const copy = join(folder, `binaries-${packageVersion(packaged)}`);
  if (!existsSync(copy)) copyBinaries(packaged, copy, onProgress);
  if (!runs(copy, owner)) throw explainTrouble(complaint(copy, owner), folder);
  return binariesIn(copy);
}

function binariesIn(root: string): Binaries {
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this system (${name} is not installed): ` +
        'run npm ci again, or use your own PostgreSQL by setting DATABASE_URL.',
      { cause },
    );
  }
}

function packageVersion(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Returns false where a link is missing and cannot be made. */
function linkLibraries(root: string): boolean {
  const list = join(root, 'native/pg-symlinks.json');
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links.every(({ source, target }) => link(basename(source), join(root, target)));
}

function link(source: string, target: string): boolean {
  if (lstatSync(target, { throwIfNoEntry: false })) return true;
  try {
    symlinkSync(source, target);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

function runs(root: string, owner: ServerOwner): boolean {
  return complaint(root, owner) === undefined;
}

function complaint(root: string, owner: ServerOwner): string | undefined {
  const { postgres } = binariesIn(root);
  const { status, stderr, error } = spawnSync(postgres, ['--version'], {
    ...owner,
    cwd: '/',
    encoding: 'utf8',
  });
  return status === 0 ? undefined : (error?.message ?? stderr);
}

function copyBinaries(from: string, to: string, onProgress: Progress): void {
  onProgress('Copying the PostgreSQL programs beside the data');
  const unfinished = `${to}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  linkLibraries(unfinished);
  renameSync(unfinished, to);
}
