import type { DataSource } from 'typeorm';

/** Forgets the bytes of mails older than so many days; what was read in them stays. @returns how many */
export async function forgetRawMails(source: DataSource, days: number): Promise<number> {
  const [, count] = (await source.query(
    `update inbound_mail set raw = null
      where raw is not null and kind <> 'unread' and received_at < now() - $1::float8 * interval '1 day'`,
    [days],
  )) as [unknown[], number];
  return count;
}

/** Letters older than so many days: no bounce of theirs counts any more, and what came back stays with the bounce. */
export async function forgetLetters(source: DataSource, days: number): Promise<void> {
  await source.query(`delete from letter where begun_at < now() - $1::float8 * interval '1 day'`, [days]);
}

/** Ids of webhook calls are needed for as long as their signed time would be believed. */
export async function forgetSeenCalls(source: DataSource): Promise<void> {
  await source.query(`delete from webhook_seen where seen_at < now() - interval '2 days'`);
}
