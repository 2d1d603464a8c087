import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { chooseOwner, mayEnter, type ServerOwner } from './embedded-postgres-owner.js';
import { EmbeddedPostgresError } from './embedded-postgres-trouble.js';

/** A socket address holds 107 bytes, and `/.s.PGSQL.5432.lock` needs 19 of them. */
const LONGEST_SOCKET_FOLDER = 88;

/**
 * Makes the data folder, private to the server's user, and returns its real path.
 * Where root lends a user that cannot pass a folder above it (`/root` is 0700), the
 * data is kept under /var/lib and `dataDir` is a link to it.
 */
export function prepareFolder(dataDir: string, owner: ServerOwner): string {
  const wanted = resolve(dataDir);
  refuseForeign(wanted);
  mkdirSync(dirname(wanted), { recursive: true });
  if (mayEnter(owner, realpathSync(dirname(wanted)))) return privateFolder(wanted, owner);
  const elsewhere = join('/var/lib', `dateline-${shortHash(wanted)}`, basename(wanted));
  mkdirSync(dirname(elsewhere), { recursive: true });
  chmodSync(dirname(elsewhere), 0o755);
  if (!lstatSync(wanted, { throwIfNoEntry: false })) symlinkSync(elsewhere, wanted);
  return privateFolder(existsSync(wanted) ? realpathSync(wanted) : elsewhere, owner);
}

/**
 * A new temporary folder that the server's user may pass, for data that is thrown away
 * (tests, the demo). The caller removes it. Under root a private TMPDIR is passed over.
 */
export function temporaryDataFolder(): string {
  const usual = realpathSync(tmpdir());
  const base = mayEnter(chooseOwner(usual), usual) ? usual : '/tmp';
  const folder = mkdtempSync(join(base, 'dateline-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Where the socket lives: beside the data, or in a short private folder if that path is too long for a socket. */
export function prepareSocketFolder(folder: string, owner: ServerOwner): string {
  const beside = join(folder, 'socket');
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_FOLDER) return privateFolder(beside, owner);
  const short = join(tmpdir(), `dateline-${shortHash(folder)}`);
  refuseForeign(short, owner);
  return privateFolder(
    Buffer.byteLength(short) <= LONGEST_SOCKET_FOLDER ? short : `/tmp/${basename(short)}`,
    owner,
  );
}

function privateFolder(folder: string, owner: ServerOwner): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  return realpathSync(folder);
}

function refuseForeign(folder: string, owner?: ServerOwner): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  const us = process.getuid?.();
  if (found === undefined || us === 0 || found.uid === (owner?.uid ?? us)) return;
  throw new EmbeddedPostgresError(
    `The folder ${folder} belongs to another user (number ${found.uid}): ` +
      'start as that user or as root, or move it away to begin with an empty database.',
  );
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
