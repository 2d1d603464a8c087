import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MailOutcome } from '../auth/mail-outcome.js';
import { parseSecrets } from '../auth/signed-token.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { writeConsent } from './consent-record.js';
import { noticeDueSql } from './notice-due.js';
import { type NoticeReader, writeNotice } from './notice-letter.js';
import { destinationRestsSql } from './resting-destination.js';
import { doubtLostSingles, settleSingle } from './single-mail-account.js';

/** Notices written and sent side by side, each over a connection of its own. */
const AT_ONCE = 8;
/** Written down as due in one go. */
const BATCH = 5_000;

/** Over `contact c`: was put on the list by others, and nobody has told them or is about to. */
export const untoldSql = `(c.notice_at is null and not exists (select from notice n where n.contact_id = c.id))`;

const suppressedSql = `exists (select from suppression s where s.email_hash = c.email_hash
  and s.lifted_at is null and (s.until is null or s.until > now()))`;

const NOTE_DUE = `
  insert into notice (contact_id)
  select c.id from contact c
   where ${untoldSql} and ${noticeDueSql('$1')} <= now() and not ${suppressedSql}
   order by c.created_at limit ${BATCH}
  on conflict do nothing returning contact_id`;

// Marked as on the way before they are, so that no crash and no second worker sends one twice. Whoever may not be mailed
// at this moment is dropped; the gate lock makes what was forbidden before this visible (law 6).
const TAKE = `
  update notice n
     set state = case when ${suppressedSql} then 'dropped' else 'transmitting' end,
         email = c.email, begun_at = now(), tried = n.tried + 1, next_at = null,
         settled_at = case when ${suppressedSql} then now() end
    from contact c
   where c.id = n.contact_id and n.contact_id in (
           select o.contact_id from notice o join contact c on c.id = o.contact_id
            where not ${destinationRestsSql} and (o.state = 'due' or (o.state = 'deferred' and o.next_at <= now()))
              and (c.pause_until is null or c.pause_until <= now())
            order by o.contact_id limit ${AT_ONCE} for update of o skip locked)
  returning n.state, n.contact_id as "contactId", c.email, c.languages, c.source, c.source_at as "sourceAt"`;

/**
 * Tells people whose address did not come from themselves that they are on the list, each once (GDPR Art. 14). Any number
 * of workers may do so at once.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly database: DataSource,
    private readonly mail: TransactionalMail,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Until nobody is due or `ending` is aborted. */
  async sendDue(ending: AbortSignal): Promise<void> {
    if (!this.env.SMTP_URL) return;
    await doubtLostSingles(this.database, 'notice');
    if (this.env.NOTICES) await this.noteDue();
    while (!ending.aborted) {
      const taken = await this.take();
      if (taken.length === 0) return;
      const due = taken.filter(({ state }) => state === 'transmitting');
      await Promise.all(due.map((reader) => this.send(reader)));
    }
  }

  private async noteDue(): Promise<void> {
    for (;;) {
      const rows = await this.database.query<unknown[]>(NOTE_DUE, [this.env.NOTICE_AFTER_DAYS]);
      if (rows.length < BATCH) return;
    }
  }

  private take(): Promise<(NoticeReader & { state: string })[]> {
    return this.database.transaction(async (manager) => {
      await manager.query('select permit()');
      const [rows] = await manager.query<[(NoticeReader & { state: string })[], number]>(TAKE);
      return rows;
    });
  }

  private async send(reader: NoticeReader): Promise<void> {
    const { message, textShown } = await writeNotice(
      this.env,
      parseSecrets(this.env.DATELINE_SECRET),
      reader,
    );
    const outcome = await this.mail.attempt(message);
    if (outcome.state !== 'accepted')
      this.log.warn({ event: 'notice.not_sent', contact: reader.contactId, state: outcome.state });
    await this.settle(reader.contactId, outcome, textShown);
  }

  private async settle(contactId: number, outcome: MailOutcome, textShown: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      await settleSingle(manager, { mail: 'notice', id: contactId }, outcome);
      if (outcome.state !== 'accepted') return;
      await manager.query(`update contact set notice_at = now() where id = $1`, [contactId]);
      const told = { contactId, topicId: null, change: 'told where the address came from' };
      await writeConsent(manager, [told], { source: 'notice', textShown });
    });
  }
}
