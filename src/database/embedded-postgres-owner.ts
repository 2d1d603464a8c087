import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { EmbeddedPostgresError } from './embedded-postgres-trouble.js';

/** The user the server runs as. Undefined stands for "as ourselves". */
export type ServerOwner = { uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root, so root lends it the user who owns the data
 * already, or `postgres`, or `nobody`. Everybody else runs it as themselves.
 */
export function chooseOwner(folder: string): ServerOwner {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(folder) ?? listedUser('postgres') ?? listedUser('nobody') ?? refuseRoot();
}

/** Whether every folder on the way to this one may be passed by that user. Access lists are not looked at. */
export function mayEnter(owner: ServerOwner, folder: string): boolean {
  if (owner === undefined) return true;
  for (let each = folder; ; each = dirname(each)) {
    if (!isPassable(owner, each)) return false;
    if (each === dirname(each)) return true;
  }
}

function isPassable(owner: { uid: number; gid: number }, folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (found.uid === owner.uid) return (found.mode & 0o100) !== 0;
  if (found.gid === owner.gid) return (found.mode & 0o010) !== 0;
  return (found.mode & 0o001) !== 0;
}

function ownerOf(folder: string): ServerOwner {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

function listedUser(name: string): ServerOwner {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  if (line === undefined) return undefined;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function refuseRoot(): never {
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root and there is no user named postgres or nobody to lend it: ' +
      'start as an ordinary user or use your own PostgreSQL by setting DATABASE_URL.',
  );
}
