import { existsSync, statfsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/** The embedded database could not be started; the message is one sentence that says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

const OTHER_WAY = 'or use your own PostgreSQL by setting DATABASE_URL';

type Explanation = [symptom: RegExp, advice: (folder: string) => string];

const DISK_IS_FULL: Explanation = [
  /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/,
  (folder) => `The disk that holds ${folder} is full: free at least 200 MB there and start again.`,
];

const EXPLANATIONS: Explanation[] = [
  DISK_IS_FULL,
  [
    /user does not exist|could not look up effective user|no such user/i,
    () =>
      'The embedded PostgreSQL cannot run as a user that is not listed in /etc/passwd: start as a listed user ' +
      `${OTHER_WAY}.`,
  ],
  [
    /Permission denied|Operation not permitted|Read-only file system|EACCES|EPERM|EROFS|ENOTDIR/,
    (folder) =>
      `Dateline may not write its database into ${folder}: give ${currentUser()} write permission there, ` +
      'start in another folder, ' +
      `${OTHER_WAY}.`,
  ],
  [
    /GLIBC|error while loading shared libraries|cannot execute|ENOEXEC|spawn .* ENOENT/,
    () =>
      `The embedded PostgreSQL does not run on this system (it needs glibc on ${process.arch}): ` +
      'use your own PostgreSQL by setting DATABASE_URL.',
  ],
  [
    /could not (?:create|map|resize) (?:any )?(?:anonymous )?shared memory/,
    () =>
      'The machine has too little memory left for the embedded PostgreSQL: free about 300 MB and start again.',
  ],
];

/** Turns the output of initdb or postgres, or a file system error, into advice; the cause is kept. */
export function explainTrouble(cause: unknown, folder: string): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const known = isFull(folder) ? DISK_IS_FULL : EXPLANATIONS.find(([symptom]) => symptom.test(text));
  const message = known?.[1](folder) ?? `The embedded PostgreSQL did not start: ${lastComplaint(text)}`;
  return new EmbeddedPostgresError(message, { cause });
}

/** initdb dies of a full disk with a PANIC that does not name it. Less than a segment of the write-ahead log is full. */
function isFull(folder: string): boolean {
  if (!existsSync(folder)) return dirname(folder) !== folder && isFull(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 16 * 1024 * 1024;
}

function lastComplaint(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const complaints = lines.filter((line) => /FATAL|PANIC|error/i.test(line));
  return (complaints.at(-1) ?? lines.at(-1) ?? 'it said nothing').trim();
}

function currentUser(): string {
  try {
    return `user ${userInfo().username}`;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
