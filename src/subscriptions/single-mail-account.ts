import type { DataSource, EntityManager } from 'typeorm';
import type { MailOutcome } from '../auth/mail-outcome.js';
import type { SingleMail } from '../auth/transactional-mail.js';

const MOST_TRIES = 8;
const AGAIN_AFTER = `interval '15 minutes'`;
/** Longer than any relay is waited for. */
const LOST_AFTER = `interval '15 minutes'`;
/** Mails that are tried again; a letter is asked for anew. */
type Repeated = Exclude<SingleMail['mail'], 'letter'>;
/** Tables of the same name, and what their rows are known by. */
const keys: Record<Repeated, string> = { digest: 'id', notice: 'contact_id' };

/** Writes down what became of a mail that was begun. One that was deferred is tried again, at most eight times in all. */
export async function settleSingle(
  manager: EntityManager,
  { mail, id }: { mail: Repeated; id: number },
  { state, reply }: MailOutcome,
): Promise<void> {
  await manager.query(
    `update ${mail}
        set state = case when $2 = 'deferred' and tried >= ${MOST_TRIES} then 'refused' else $2 end,
            settled_at = now(), next_at = case when $2 = 'deferred' then now() + ${AGAIN_AFTER} end, reply_text = $3
      where ${keys[mail]} = $1 and state = 'transmitting'`,
    [id, state, reply],
  );
}

/** A worker died while it was sending: nobody knows whether the mail left, so it is not sent again. */
export async function doubtLostSingles(database: DataSource, mail: Repeated): Promise<void> {
  await database.query(
    `update ${mail} set state = 'in_doubt', settled_at = now()
      where state = 'transmitting' and begun_at < now() - ${LOST_AFTER}`,
  );
}
