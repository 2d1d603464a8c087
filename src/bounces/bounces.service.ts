import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { notFound } from '../errors/domain-error.js';
import { bounceConditions, type BounceQuery, type BounceReason, REASON } from './bounce-query.js';
import type { BounceAction } from './policy.js';
import type { BounceCategory } from './reading/categories.js';
import { undoBounce, type Undone } from './undo-bounce.js';

/** A bounce with what it is about. Its words are a stranger's: they are shown as text, never as markup. */
export interface BounceLine {
  id: number;
  at: Date;
  deliveryId: number;
  contactId: number;
  email: string;
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
  dispatchId: number;
  releaseId: number;
  headline: string;
}

export interface BounceSummary {
  total: number;
  byReason: { reason: BounceReason; count: number }[];
  byDomain: { domain: string; count: number }[];
  byRelease: { releaseId: number; headline: string; count: number }[];
  byDay: { day: Date; dead: number; counted: number; ours: number }[];
}

export const BOUNCES_PAGE = 50;

const FROM = `from bounce b join delivery d on d.id = b.delivery_id join dispatch x on x.id = d.dispatch_id
  join release_version v on v.id = x.version_id`;
const LINE = `b.id, b.at, b.delivery_id as "deliveryId", b.contact_id as "contactId", d.email, d.domain, b.kind, b.category,
  b.hard, b.source, coalesce(b.status, '') as status, coalesce(b.reply, '') as reply,
  coalesce(b.diagnostic, '') as diagnostic, b.action, b.undone_at as "undoneAt", b.undone_by as "undoneBy",
  b.inbound_mail_id as "inboundMailId", d.dispatch_id as "dispatchId", v.release_id as "releaseId", v.headline`;

@Injectable()
export class BouncesService {
  constructor(private readonly source: DataSource) {}

  /** Newest first, `BOUNCES_PAGE` at a time. */
  async list(query: BounceQuery): Promise<BounceLine[]> {
    const { sql, params } = bounceConditions(query);
    const [limit, offset] = [params.push(BOUNCES_PAGE), params.push((query.page - 1) * BOUNCES_PAGE)];
    return this.source.query(
      `select ${LINE} ${FROM} where ${sql} order by b.id desc limit $${limit} offset $${offset}`,
      params,
    );
  }

  /** What the same query adds up to. Days are the newsroom's. */
  async summary(query: BounceQuery, zone: string): Promise<BounceSummary> {
    const { sql, params } = bounceConditions(query);
    const count = (columns: string, more = '') =>
      this.source.query(`select ${columns}, count(*)::int as count ${FROM} where ${sql} ${more}`, params);
    const [[whole], byReason, byDomain, byRelease, byDay] = await Promise.all([
      count('1 as one'),
      count(`${REASON} as reason`, 'group by 1 order by count desc'),
      count('d.domain', 'group by 1 order by count desc, 1 limit 8'),
      count(
        'v.release_id as "releaseId", min(v.headline) as headline',
        'group by 1 order by count desc, 1 limit 8',
      ),
      this.byDay(query, zone),
    ]);
    return { total: (whole as { count: number }).count, byReason, byDomain, byRelease, byDay };
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
