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
    'id' | 'at' | 'kind' | 'category' | 'action' | 'diagnostic' | 'headline' | 'source'
  > & {
    undone: boolean;
    /** Null for a digest or a notice: they have no page of their own here. */
    releaseId: number | null;
  })[];
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
    const [bounces, trying, suppression] = await Promise.all([
      this.bounces(contactId),
      this.trying(contactId),
      this.suppression(contactId),
    ]);
    const now = new Date();
    const words = dayWords(now, this.env.NEWSROOM_ZONE);
    return {
      contact,
      bounces,
      now: mailInWords({ bounces, trying, suppression }, bounceRules(this.env).policy, now, words),
    };
  }

  private bounces(contactId: number): Promise<ContactMail['bounces']> {
    return this.source.query(
      `select * from (
         select b.id, b.at, b.kind, b.category, b.action, b.source, coalesce(b.diagnostic, '') as diagnostic,
                b.undone_at is not null as undone, v.headline, v.release_id as "releaseId"
           from bounce b join delivery d on d.id = b.delivery_id join dispatch x on x.id = d.dispatch_id
           join release_version v on v.id = x.version_id
          where b.contact_id = $1
         union all
         select s.id, s.at, s.kind, s.category, s.action, s.source, coalesce(s.diagnostic, ''), false,
                case s.mail when 'digest' then 'A digest' else 'The notice of where we have the address from' end, null
           from single_bounce s where s.contact_id = $1) came_back
        order by at desc, id desc limit 100`,
      [contactId],
    );
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
