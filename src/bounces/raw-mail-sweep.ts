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
