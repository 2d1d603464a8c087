import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { endHold, hold, type HoldOrder, requireDomain } from './hold-destination.js';
import type { BounceCategory } from './reading/categories.js';
import { classifyReply } from './reading/classify-reply.js';

/** How a domain took our mail. */
export interface Destination {
  domain: string;
  accepted: number;
  deferred: number;
  refused: number;
  inDoubt: number;
  /** Reports that came later, about mails that had been accepted. */
  bounced: number;
  /** The last words of its server that were not a yes. */
  lastWords: string | null;
  lastWordsAt: Date | null;
  heldUntil: Date | null;
  heldReason: string | null;
}

/** A failure that is not the journalist's fault: grouped, with the server's own words of the last one. */
export interface Problem {
  domain: string;
  category: BounceCategory;
  count: number;
  lastAt: Date;
  words: string;
  bounceId: number;
}

export interface DayOfDestination {
  day: Date;
  accepted: number;
  deferred: number;
  /** At once, or later by a bounce. */
  refused: number;
}

/** An answer that was not a yes, and what it means. */
export interface SaidByDestination {
  words: string;
  code: number | null;
  count: number;
  lastAt: Date | null;
  category: BounceCategory;
}

/** Deliveries of the dispatches of so many days back; $1. */
const RECENT = `d.dispatch_id in (select id from dispatch where armed_at > now() - $1::int * interval '1 day')`;

@Injectable()
export class DestinationsService {
  constructor(private readonly source: DataSource) {}

  /** The largest first, and those in trouble before them. @param days how far back dispatches count */
  list(days: number, limit: number): Promise<Destination[]> {
    return this.find(days, limit, null);
  }

  /** Null for a domain to which nothing was sent and that does not rest. */
  async one(domain: string, days: number): Promise<Destination | null> {
    const [found] = await this.find(days, 1, domain);
    return found ?? null;
  }

  /** What to tell the admins, the most frequent first. */
  async problems(days: number): Promise<Problem[]> {
    return this.source.query(
      `select b.domain, b.category, count(*)::int as count, max(b.at) as "lastAt",
              (array_agg(coalesce(b.diagnostic, '') order by b.id desc))[1] as words, max(b.id) as "bounceId"
         from came_back b
        where b.action = 'raised' and b.undone_at is null and b.at > now() - $1::int * interval '1 day'
        group by b.domain, b.category order by count desc, max(b.at) desc limit 100`,
      [days],
    );
  }

  /** One domain day by day, in the newsroom's zone: every attempt counts on its own day. */
  async days(domain: string, days: number, zone: string): Promise<DayOfDestination[]> {
    return this.source.query(
      `select g.day at time zone $3 as day, count(e.state) filter (where e.state = 'accepted')::int as accepted,
              count(e.state) filter (where e.state = 'deferred')::int as deferred,
              count(e.state) filter (where e.state in ('refused', 'bounced'))::int as refused
         from generate_series(date_trunc('day', (now() - $1::int * interval '1 day') at time zone $3),
                              date_trunc('day', now() at time zone $3), interval '1 day') g (day)
         left join (select e.state, date_trunc('day', e.at at time zone $3) as day
                      from delivery d join delivery_event e on e.delivery_id = d.id
                     where ${RECENT} and d.domain = $2
                     union all
                    select 'bounced', date_trunc('day', b.at at time zone $3)
                      from delivery d join bounce b on b.delivery_id = d.id
                     where ${RECENT} and d.domain = $2 and b.source <> 'reply' and b.kind = 'bounce') e on e.day = g.day
        group by g.day order by g.day`,
      [days, domain, zone],
    );
  }

  /** The last answers of a domain's servers that were not a yes, at once or later in a bounce; each wording once. */
  async words(domain: string, days: number): Promise<SaidByDestination[]> {
    const rows = await this.source.query<(Omit<SaidByDestination, 'category'> & { known: string | null })[]>(
      `select words, code, max(category) as known, sum(count)::int as count, max(at) as "lastAt" from (
         select coalesce(d.reply_text, '') as words, d.reply_code as code, null as category,
                count(*) as count, max(d.settled_at) as at
           from delivery d where ${RECENT} and d.domain = $2 and d.state in ('deferred', 'refused', 'in_doubt')
          group by 1, 2
         union all
         select coalesce(b.diagnostic, ''), case when b.reply ~ '^[0-9]{3}$' then b.reply::int end, min(b.category), count(*), max(b.at)
           from came_back b
          where b.domain = $2 and (b.source <> 'reply' or b.mail <> 'release') and b.kind = 'bounce' and b.at > now() - $1::int * interval '1 day'
          group by 1, 2) said
        group by 1, 2 order by max(at) desc nulls last limit 20`,
      [days, domain],
    );
    return rows.map(({ known, ...row }) => ({
      ...row,
      category: (known as BounceCategory) ?? meaningOf(row),
    }));
  }

  async hold(actor: Actor, order: HoldOrder): Promise<void> {
    const domain = requireDomain(order.domain);
    await this.source.transaction((manager) => hold(manager, actor, { ...order, domain }));
  }

  /** @throws DomainError `not_found` if it does not rest */
  async endHold(actor: Actor, domain: string): Promise<void> {
    await this.source.transaction((manager) => endHold(manager, actor, domain));
  }

  private find(days: number, limit: number, domain: string | null): Promise<Destination[]> {
    return this.source.query(
      `with tried as (
         select d.domain, count(*) filter (where d.state = 'accepted')::int as accepted,
                count(*) filter (where d.state = 'deferred')::int as deferred,
                count(*) filter (where d.state = 'refused')::int as refused,
                count(*) filter (where d.state = 'in_doubt')::int as in_doubt
           from delivery d where ${RECENT} and ($3::text is null or d.domain = $3) group by d.domain),
       held as (select * from destination_hold where until > now() and ($3::text is null or domain = $3))
       select coalesce(t.domain, h.domain) as domain, coalesce(t.accepted, 0) as accepted,
              coalesce(t.deferred, 0) as deferred, coalesce(t.refused, 0) as refused,
              coalesce(t.in_doubt, 0) as "inDoubt", coalesce(b.bounced, 0) as bounced, w.words as "lastWords", w.at as "lastWordsAt",
              h.until as "heldUntil", h.reason as "heldReason"
         from tried t full join held h on h.domain = t.domain
         left join lateral (
           select count(*)::int as bounced from bounce b join delivery d on d.id = b.delivery_id
            where d.domain = t.domain and b.source <> 'reply' and b.kind = 'bounce'
              and b.at > now() - $1::int * interval '1 day') b on true
         left join lateral (
           select d.reply_text as words, d.settled_at as at from delivery d
            where ${RECENT} and d.domain = t.domain and d.state in ('deferred', 'refused')
            order by d.settled_at desc nulls last limit 1) w on true
        order by h.until is not null desc, coalesce(t.refused, 0) + coalesce(t.deferred, 0) > 0 desc,
                 coalesce(t.accepted, 0) + coalesce(t.refused, 0) + coalesce(t.deferred, 0) desc, 1
        limit $2`,
      [days, limit, domain],
    );
  }
}

function meaningOf({ code, words }: { code: number | null; words: string }): BounceCategory {
  return classifyReply({ code: code ?? '', text: words, command: 'RCPT' }).category;
}
