import { userInfo } from 'node:os';

/** The embedded database could not be started; the message is one sentence that says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

const OTHER_WAY = 'or use your own PostgreSQL by setting DATABASE_URL';

type Explanation = [symptom: RegExp, advice: (folder: string) => string];

const EXPLANATIONS: Explanation[] = [
  [
    /No space left on device|Check free disk space|Disk quota exceeded|ENOSPC|EDQUOT/,
    (folder) => `The disk that holds ${folder} is full: free at least 200 MB there and start again.`,
  ],
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
  const known = EXPLANATIONS.find(([symptom]) => symptom.test(text));
  const message = known?.[1](folder) ?? `The embedded PostgreSQL did not start: ${lastComplaint(text)}`;
  return new EmbeddedPostgresError(message, { cause });
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
