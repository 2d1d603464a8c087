import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { notFound } from '../errors/domain-error.js';
import {
  bounceConditions,
  type BouncedMailKind,
  type BounceQuery,
  type BounceReason,
  REASON,
} from './bounce-query.js';
import type { BounceAction } from './policy.js';
import type { BounceCategory } from './reading/categories.js';
import { undoBounce, type Undone } from './undo-bounce.js';

/** A bounce with what it is about. Its words are a stranger's: they are shown as text, never as markup. */
export interface BounceLine {
  id: number;
  at: Date;
  /** What came back … */
  mail: BouncedMailKind;
  /** … and its number; of a release its delivery. */
  mailId: number;
  /** Of a letter: what it was, such as `early-access-offer`. */
  purpose: string | null;
  contactId: number;
  /** Null: the person was erased. */
  email: string | null;
  domain: string;
  kind: 'bounce' | 'delayed' | 'feedback';
  category: BounceCategory;
  hard: boolean;
  source: string;
  status: string;
  reply: string;
  diagnostic: string;
  action: BounceAction;
  undoneAt: Date | null;
  undoneBy: string | null;
  inboundMailId: number | null;
  /** These three of a release only. */
  dispatchId: number | null;
  releaseId: number | null;
  headline: string | null;
}

export interface BounceSummary {
  total: number;
  byReason: { reason: BounceReason; count: number }[];
  byDomain: { domain: string; count: number }[];
  /** Without single mails, which are of no release: `byMail` counts them. */
  byRelease: { releaseId: number; headline: string; count: number }[];
  byMail: { mail: BouncedMailKind; count: number }[];
  byDay: { day: Date; dead: number; counted: number; ours: number }[];
}

export const BOUNCES_PAGE = 50;

const FROM = 'from came_back b';
const LINE = `b.id, b.at, b.mail, b.mail_id as "mailId", b.purpose, b.contact_id as "contactId", b.email, b.domain, b.kind, b.category,
  b.hard, b.source, coalesce(b.status, '') as status, coalesce(b.reply, '') as reply,
  coalesce(b.diagnostic, '') as diagnostic, b.action, b.undone_at as "undoneAt", b.undone_by as "undoneBy",
  b.inbound_mail_id as "inboundMailId", b.dispatch_id as "dispatchId", b.release_id as "releaseId", b.headline`;

@Injectable()
export class BouncesService {
  constructor(private readonly source: DataSource) {}

  /** Newest first, `BOUNCES_PAGE` at a time. */
  async list(query: BounceQuery): Promise<BounceLine[]> {
    const { sql, params } = bounceConditions(query);
    const [limit, offset] = [params.push(BOUNCES_PAGE), params.push((query.page - 1) * BOUNCES_PAGE)];
    return this.source.query(
      `select ${LINE} ${FROM} where ${sql} order by b.at desc, b.id desc limit $${limit} offset $${offset}`,
      params,
    );
  }

  /** What the same query adds up to. Days are the newsroom's. */
  async summary(query: BounceQuery, zone: string): Promise<BounceSummary> {
    const { sql, params } = bounceConditions(query);
    const count = (columns: string, more = '', besides = '') =>
      this.source.query(
        `select ${columns}, count(*)::int as count ${FROM} where ${sql} ${besides} ${more}`,
        params,
      );
    const [[whole], byReason, byDomain, byRelease, byMail, byDay] = await Promise.all([
      count('1 as one'),
      count(`${REASON} as reason`, 'group by 1 order by count desc'),
      count('b.domain', 'group by 1 order by count desc, 1 limit 8'),
      count(
        'b.release_id as "releaseId", min(b.headline) as headline',
        'group by 1 order by count desc, 1 limit 8',
        'and b.release_id is not null',
      ),
      count('b.mail', 'group by 1 order by count desc'),
      this.byDay(query, zone),
    ]);
    return { total: (whole as { count: number }).count, byReason, byDomain, byRelease, byMail, byDay };
  }

  /** @throws DomainError `not_found` */
  async one(id: number): Promise<BounceLine> {
    const [line] = await this.source.query<BounceLine[]>(`select ${LINE} ${FROM} where b.id = $1`, [id]);
    if (!line) throw notFound('bounce');
    return line;
  }

  /** Takes back what was done, as far as this actor may. @throws DomainError */
  async undo(actor: Actor, id: number): Promise<Undone> {
    return this.source.transaction((manager) => undoBounce(manager, actor, id));
  }

  /** What was turned away or ignored in the last 30 days. */
  async refusals(): Promise<{ source: string; reason: string; count: number }[]> {
    return this.source.query(
      `select source, reason, sum(count)::int as count from inbound_refusal
        where day > current_date - 30 group by source, reason order by count desc`,
    );
  }

  private byDay(query: BounceQuery, zone: string): Promise<BounceSummary['byDay']> {
    const { sql, params } = bounceConditions(query);
    const z = params.push(zone);
    return this.source.query(
      `select g.day at time zone $${z} as day, count(b.action) filter (where b.action in ('suppressed', 'objected'))::int as dead,
              count(b.action) filter (where b.action in ('counted', 'suppressed for now'))::int as counted,
              count(b.action) filter (where b.action = 'raised')::int as ours
         from generate_series(date_trunc('day', (now() - $1::int * interval '1 day') at time zone $${z}),
                              date_trunc('day', now() at time zone $${z}), interval '1 day') g (day)
         left join (select date_trunc('day', b.at at time zone $${z}) as day, b.action ${FROM} where ${sql}) b
                on b.day = g.day
        group by g.day order by g.day`,
      params,
    );
  }
}
