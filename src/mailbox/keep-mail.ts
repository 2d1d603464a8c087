import PostalMime from 'postal-mime';
import type { EntityManager } from 'typeorm';
import { MailboxMail } from './mailbox-mail.entity.js';

export interface CaughtMail {
  mailFrom: string;
  recipients: string[];
  raw: Buffer;
}

/** Keeps a mail in the local mailbox, once for each recipient. It goes nowhere from there. */
export async function keepMail(
  manager: EntityManager,
  { mailFrom, recipients, raw }: CaughtMail,
): Promise<void> {
  const head = raw.subarray(0, Math.max(0, raw.indexOf('\r\n\r\n')));
  const { subject = '', messageId = null } = await PostalMime.parse(head);
  for (const rcptTo of recipients) {
    await manager.insert(MailboxMail, { mailFrom, rcptTo, subject, messageId, raw });
  }
}
