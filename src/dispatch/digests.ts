import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { MailOutcome } from '../auth/mail-outcome.js';
import { parseSecrets } from '../auth/signed-token.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { databaseNow } from '../releases/database-now.js';
import { destinationRestsSql } from '../subscriptions/resting-destination.js';
import { doubtLostSingles, settleSingle } from '../subscriptions/single-mail-account.js';
import { digestibleSql, digestItems, type DigestReader, type DigestRelease } from './digest-items.js';
import { DigestLetters } from './digest-letter.js';
import { type Morning, mornings } from './digest-morning.js';

/** Digests read, written and sent side by side, each over a connection of its own. */
const AT_ONCE = 8;
/** Readers looked up in one query. */
const BATCH = 200;

// By chance, so that several workers seldom write the same digest; the unique row decides who sends it.
const DUE = `
  select c.id as "contactId", c.email, c.frequency, coalesce(c.languages[1], $4) as language, m.day::text as period
    from contact c
    join unnest($1::text[], $2::date[], $3::boolean[]) as m (zone, day, monday) on m.zone = coalesce(c.time_zone, $5)
   where c.frequency <> 'each' and (c.frequency = 'daily' or m.monday) and ${digestibleSql} and not ${destinationRestsSql}
     and not exists (select from digest g where g.contact_id = c.id and g.period = m.day
                        and (g.state <> 'deferred' or g.next_at > now()))
   order by random() limit ${BATCH}`;

const BEGIN = `
  insert into digest (contact_id, period, frequency, versions, state, email) values ($1, $2, $3, $4, $5, $6)
  on conflict (contact_id, period) do update
     set state = excluded.state, versions = excluded.versions, email = excluded.email, tried = digest.tried + 1, begun_at = now(), next_at = null
   where digest.state = 'deferred' and digest.next_at <= now()
  returning id`;

/** Sends each reader of digests theirs, in the morning where they are. Any number of workers may do so at once. */
@Injectable()
export class Digests {
  constructor(
    private readonly database: DataSource,
    private readonly mail: TransactionalMail,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Until nobody is due, nothing goes forward or `ending` is aborted. */
  async sendDue(ending: AbortSignal): Promise<void> {
    if (!this.env.SMTP_URL) return;
    await doubtLostSingles(this.database, 'digest');
    const letters = new DigestLetters(this.env, parseSecrets(this.env.DATELINE_SECRET));
    for (;;) {
      const due = await this.due();
      let settled = 0;
      for (let from = 0; from < due.length && !ending.aborted; from += AT_ONCE) {
        const part = due.slice(from, from + AT_ONCE);
        const done = await Promise.all(part.map((reader) => this.trySending(reader, letters)));
        settled += done.filter(Boolean).length;
      }
      if (due.length < BATCH || settled === 0 || ending.aborted) return;
    }
  }

  private async due(): Promise<DigestReader[]> {
    const { NEWSROOM_ZONE: home, NEWSROOM_LANGUAGE: language } = this.env;
    const rows = await this.database.query<{ zone: string }[]>(
      `select distinct coalesce(time_zone, $1) as zone from contact where frequency <> 'each'`,
      [home],
    );
    const zones = rows.map(({ zone }) => zone);
    const now: Morning[] = mornings(zones, home, await databaseNow(this.database.manager));
    if (now.length === 0) return [];
    const columns = [now.map((m) => m.zone), now.map((m) => m.day), now.map((m) => m.isMonday)];
    return this.database.query<DigestReader[]>(DUE, [...columns, language, home]);
  }

  /** One reader's trouble is not the next one's. */
  private async trySending(reader: DigestReader, letters: DigestLetters): Promise<boolean> {
    try {
      return await this.send(reader, letters);
    } catch (error) {
      this.log.error({ event: 'digest.trouble', contact: reader.contactId, error: String(error) });
      return false;
    }
  }

  /** @returns whether it is dealt with for now */
  private async send(reader: DigestReader, letters: DigestLetters): Promise<boolean> {
    const items = await digestItems(this.database.manager, reader);
    const message = items.length === 0 ? null : await letters.of(reader, items);
    const id = await this.begin(reader, items);
    if (id === null || message === null) return id !== null;
    const outcome = await this.mail.attempt({ ...message, bounces: { mail: 'digest', id } });
    await this.settle(id, reader, items, outcome);
    return true;
  }

  /**
   * The last look before the mail leaves (laws 1, 4 and 6): the reader may still be mailed and what the letter lists is
   * still what it would list now. Committed before the mail is sent.
   * @returns null when something changed, so that the next round writes it anew, or when somebody else sends it
   */
  private async begin(reader: DigestReader, items: DigestRelease[]): Promise<number | null> {
    const versions = items.map((item) => item.versionId);
    return this.database.transaction(async (manager) => {
      await manager.query('select permit()');
      const now = (await digestItems(manager, reader)).map((item) => item.versionId);
      if (now.join() !== versions.join()) return null;
      const state = versions.length === 0 ? 'empty' : 'transmitting';
      const values = [reader.contactId, reader.period, reader.frequency, versions, state, reader.email];
      const [row] = await manager.query<{ id: number }[]>(BEGIN, values);
      return row?.id ?? null;
    });
  }

  private async settle(
    id: number,
    { contactId }: DigestReader,
    items: DigestRelease[],
    outcome: MailOutcome,
  ): Promise<void> {
    const { state } = outcome;
    if (state !== 'accepted') this.log.warn({ event: 'digest.not_sent', digest: id, state });
    await this.database.transaction(async (manager) => {
      await settleSingle(manager, { mail: 'digest', id }, outcome);
      if (state !== 'accepted') return;
      await manager.query(`update contact set digested_at = now() where id = $1`, [contactId]);
      await record(manager, {
        actor: { kind: 'system', name: 'digests' },
        action: 'digest.sent',
        subjectType: 'contact',
        subjectId: contactId,
        detail: { digest: id, versions: items.map((item) => item.versionId) },
      });
    });
  }
}
