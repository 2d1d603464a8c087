import type { EntityManager } from 'typeorm';

/** An hour that somebody has to know of. */
export interface CalendarEntry {
  at: Date;
  /** Of an event, when it is known. */
  endsAt: Date | null;
  what: 'lift' | 'early' | 'embargo' | 'event' | 'sent';
  headline: string;
  where: string;
  /** Its own, so that it tells the entry for as long as the entry is there. */
  href: string;
  updatedAt: Date;
}

/** Tiers that open or opened, embargoes of versions that nobody armed yet, and the events that advisories name; in order. */
export function calendarEntries(manager: EntityManager, from: Date, to: Date): Promise<CalendarEntry[]> {
  return manager.query<CalendarEntry[]>(ENTRIES, [from, to, MOST_ENTRIES]);
}

const MOST_ENTRIES = 1000;

const ENTRIES = `
  with newest as (
    select v.*, r.public_id from release_version v join release r on r.id = v.release_id
     where v.number = (select max(n.number) from release_version n where n.release_id = v.release_id)
  ), entry as (
    select t.opens_at as at, null::timestamptz as ends, v.headline, '' as place, v.updated_at,
           case when d.state not in ('armed', 'paused', 'held') then 'sent'
                when t.tier = 'early' then 'early' else 'lift' end as what,
           '/desk/dispatches/' || d.id as href
      from dispatch_tier t join dispatch d on d.id = t.dispatch_id join release_version v on v.id = d.version_id
     where d.state in ('armed', 'paused', 'held') or d.state = 'finished' and t.tier = 'general'
    union all
    select v.embargo_at, null, v.headline, '', v.updated_at, 'embargo', '/desk/releases/' || v.public_id
      from newest v
     where v.embargo_at is not null
       and not exists (select from dispatch d where d.version_id = v.id and d.state <> 'stopped')
    union all
    select (v.advisory #>> '{starts,at}')::timestamptz, (v.advisory #>> '{ends,at}')::timestamptz, v.headline,
           coalesce(v.advisory ->> 'where', ''), v.updated_at, 'event', '/desk/releases/' || v.public_id
      from newest v
     where v.kind not in ('kill', 'hold') and v.advisory #>> '{starts,at}' is not null)
  select at, ends as "endsAt", what, headline, place as "where", href, updated_at as "updatedAt"
    from entry where at >= $1 and at < $2 order by at, headline limit $3`;
