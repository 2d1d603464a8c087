import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { invalid } from '../errors/domain-error.js';
import { LATEST_DAYS } from './notice-due.js';
import { untoldSql } from './notices.js';

/** How the notices of GDPR Art. 14 stand, in numbers of people. */
export interface NoticeCounts {
  /** Told, by a notice or otherwise, or came by themselves. */
  told: number;
  untold: number;
  /** Of the untold: on the list for more than a month, which is longer than the law allows. */
  overdue: number;
  /** Notices that are due or on their way. */
  open: number;
  refused: number;
  inDoubt: number;
  /** No mail may go there: left, suppressed. */
  dropped: number;
}

const COUNTS = `
  select (select count(*)::int from contact where notice_at is not null) as told,
         (select count(*)::int from contact c where ${untoldSql}) as untold,
         (select count(*)::int from contact c where ${untoldSql} and c.source_at < now() - interval '${LATEST_DAYS} days') as overdue,
         count(*) filter (where state in ('due', 'deferred', 'transmitting'))::int as open,
         count(*) filter (where state = 'refused')::int as refused,
         count(*) filter (where state = 'in_doubt')::int as "inDoubt",
         count(*) filter (where state = 'dropped')::int as dropped
    from notice`;

/** What the desk decides about notices; the worker sends them. */
@Injectable()
export class NoticesService {
  constructor(private readonly source: DataSource) {}

  async counts(): Promise<NoticeCounts> {
    const [counts] = await this.source.query<[NoticeCounts]>(COUNTS);
    return counts;
  }

  /** Everybody who has not been told gets the notice now. @returns how many */
  async sendNow(actor: Actor): Promise<number> {
    return this.source.transaction(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `insert into notice (contact_id) select c.id from contact c where ${untoldSql}
         on conflict do nothing returning contact_id`,
      );
      await record(manager, {
        actor,
        action: 'notices.ordered',
        subjectType: 'press list',
        subjectId: 'all',
        detail: { people: rows.length },
      });
      return rows.length;
    });
  }

  /** The desk states that all who have not been told were told in another way. @returns how many */
  async toldOtherwise(actor: Actor, how: string): Promise<number> {
    const words = how.trim();
    if (words === '') throw invalid('how', 'Say how and when they were told.');
    return this.source.transaction(async (manager) => {
      const [told] = await manager.query<[{ n: number }]>(
        `with told as (
           update contact c set notice_at = now() where ${untoldSql} returning id),
         kept as (
           insert into consent_event (contact_id, change, source, text_shown)
           select id, 'told where the address came from', 'desk', $1 from told)
         select count(*)::int as n from told`,
        [words],
      );
      await record(manager, {
        actor,
        action: 'notices.told_otherwise',
        subjectType: 'press list',
        subjectId: 'all',
        detail: { people: told.n, how: words },
      });
      return told.n;
    });
  }
}
