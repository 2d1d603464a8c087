import type { DataSource } from 'typeorm';
import type { MailOutcome } from '../auth/mail-outcome.js';
import type { SingleMail } from '../auth/transactional-mail.js';

export interface LetterTo {
  contactId: number;
  to: string;
  purpose: string;
}

/** Writes a letter to a contact down before it leaves, so that its bounces can name it. @throws if they are not on the list */
export async function beginLetter(
  database: DataSource,
  { contactId, to, purpose }: LetterTo,
): Promise<SingleMail> {
  const [row] = await database.query<{ id: number }[]>(
    `insert into letter (contact_id, email, purpose) values ($1, $2, $3) returning id`,
    [contactId, to, purpose],
  );
  return { mail: 'letter', id: row!.id };
}

/** Writes down what became of a letter. */
export async function settleLetter(
  database: DataSource,
  id: number,
  { state, reply }: MailOutcome,
): Promise<void> {
  await database.query(
    `update letter set state = $2, settled_at = now(), reply_text = $3 where id = $1 and state = 'transmitting'`,
    [id, state, reply],
  );
}
