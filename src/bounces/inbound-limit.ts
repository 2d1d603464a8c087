import type { Runner } from './inbound-tally.js';

/**
 * Mails that are kept of a day. One mail that went out brings back a delay or two, an answer and a bounce; to `postmaster`,
 * `abuse` and `feedback` come complaints about everything.
 */
export const mailsKeptADay = { returnPath: 20, role: 2000 } as const;

/**
 * Whether fewer mails than `most` came to this address within a day. Everybody who was mailed once knows a return path: what
 * they send to it must not fill the disk, nor keep the reader from others' mails.
 */
export async function hasRoom(runner: Runner, rcpt: string, most: number): Promise<boolean> {
  const answer = await runner.query(
    `select count(*) < $2 as room from inbound_mail
      where lower(rcpt) = lower($1) and received_at > now() - interval '1 day'`,
    [rcpt, most],
  );
  const [row] = (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as {
    room: boolean;
  }[];
  return row?.room ?? false;
}
