import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { bounceRules } from './bounce-rules.js';
import type { BounceLine } from './bounces.service.js';
import { dayWords, type HistoryInWords, mailInWords, type MailHistory } from './contact-history.js';
import { classifyReply } from './reading/classify-reply.js';

export interface ContactMail {
  contact: { id: number; name: string; email: string };
  now: HistoryInWords;
  bounces: (Pick<
    BounceLine,
    | 'id'
    | 'at'
    | 'kind'
    | 'category'
    | 'action'
    | 'diagnostic'
    | 'mail'
    | 'purpose'
    | 'headline'
    | 'releaseId'
    | 'source'
  > & { undone: boolean })[];
}

interface Trying {
  since: Date;
  until: Date;
  code: number | null;
  text: string | null;
}

/** How mail to one person fares, in plain words and line by line. */
@Injectable()
export class MailHistoryService {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @throws DomainError `not_found` */
  async of(contactId: number): Promise<ContactMail> {
    const [contact] = await this.source.query<ContactMail['contact'][]>(
      `select id, name, email from contact where id = $1`,
      [contactId],
    );
    if (!contact) throw notFound('contact');
    const [bounces, trying, suppression, lastArrival] = await Promise.all([
      this.bounces(contactId),
      this.trying(contactId),
      this.suppression(contactId),
      this.lastArrival(contactId),
    ]);
    const now = new Date();
    const words = dayWords(now, this.env.NEWSROOM_ZONE);
    return {
      contact,
      bounces,
      now: mailInWords(
        { bounces, trying, suppression, lastArrival },
        bounceRules(this.env).policy,
        now,
        words,
      ),
    };
  }

  private bounces(contactId: number): Promise<ContactMail['bounces']> {
    return this.source.query(
      `select b.id, b.at, b.kind, b.category, b.action, b.source, coalesce(b.diagnostic, '') as diagnostic,
              b.undone_at is not null as undone, b.mail, b.purpose, b.headline, b.release_id as "releaseId"
         from came_back b where b.contact_id = $1
        order by b.at desc, b.id desc limit 100`,
      [contactId],
    );
  }

  /** When a server last took a mail to them of which nothing came back. */
  private async lastArrival(contactId: number): Promise<Date | null> {
    const [row] = await this.source.query<{ at: Date | null }[]>(
      `select max(d.settled_at) as at from delivery d
        where d.contact_id = $1 and d.state = 'accepted'
          and not exists (select from bounce b where b.delivery_id = d.id and b.kind = 'bounce')`,
      [contactId],
    );
    return row?.at ?? null;
  }

  private async trying(contactId: number): Promise<MailHistory['trying']> {
    const [row] = await this.source.query<Trying[]>(
      `select first_attempt_at as since, first_attempt_at + $2::float8 * interval '1 second' as until,
              reply_code as code, reply_text as text
         from delivery where contact_id = $1 and state = 'deferred' and first_attempt_at is not null
        order by id desc limit 1`,
      [contactId, this.env.RETRY_LIMIT],
    );
    if (!row) return null;
    const { category } = classifyReply({ code: row.code ?? '', text: row.text ?? '', command: 'RCPT' });
    return { since: row.since, until: row.until, category };
  }

  private async suppression(contactId: number): Promise<MailHistory['suppression']> {
    const [row] = await this.source.query<NonNullable<MailHistory['suppression']>[]>(
      `select s.reason, s.since, s.until from suppression s join contact c on s.email_hash = email_hash(c.email_key)
        where c.id = $1 and s.lifted_at is null and (s.until is null or s.until > now())`,
      [contactId],
    );
    return row ?? null;
  }
}
