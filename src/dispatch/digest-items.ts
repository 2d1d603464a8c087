import type { EntityManager } from 'typeorm';
import type { ReleaseKind, ReleaseType } from '../releases/release-content.js';

/** Whom a digest is for. */
export interface DigestReader {
  contactId: number;
  email: string;
  language: string;
  frequency: 'daily' | 'weekly';
  /** The day where they are. */
  period: string;
}

export interface DigestRelease {
  versionId: number;
  publicId: string;
  kind: ReleaseKind;
  type: ReleaseType;
  headline: string;
  subhead: string;
  openedAt: Date;
}

/** A digest that lists more is no digest. */
const MOST_ITEMS = 40;

/** Over `contact c`: may get a digest now. */
export const digestibleSql = `(c.frequency <> 'each' and (c.pause_until is null or c.pause_until <= now())
  and not exists (select from suppression s where s.email_hash = c.email_hash
    and s.lifted_at is null and (s.until is null or s.until > now())))`;

// What is open to everybody at this moment (open_version: law 4), of topics that the reader follows at this moment, that
// no mail and no digest has brought them. What opened late, after a hold, has an older lift: so three days are looked
// back beyond the last digest.
const ITEMS = `
  with newest as (
    select distinct on (release_id) version_id, release_id, kind, opened_at
      from open_version order by release_id, number desc)
  select n.version_id as "versionId", r.public_id as "publicId", n.kind, v.type, v.headline, v.subhead,
         n.opened_at as "openedAt"
    from contact c
    cross join newest n
    join release_version v on v.id = n.version_id
    join release r on r.id = n.release_id
   where c.id = $1 and c.email = $2 and c.frequency = $3 and ${digestibleSql}
     and n.kind not in ('hold', 'kill')
     and n.opened_at > coalesce(c.digested_at - interval '3 days',
           now() - case c.frequency when 'daily' then interval '1 day' else interval '7 days' end)
     and exists (select from subscription f where f.contact_id = c.id and f.state = 'active'
                    and f.topic_id = any (release_version_topics(v)))
     and not exists (select from delivery d join dispatch x on x.id = d.dispatch_id
                      where d.contact_id = c.id and x.version_id = n.version_id
                        and d.state in ('accepted', 'in_doubt', 'transmitting'))
     and not exists (select from digest g where g.contact_id = c.id and n.version_id = any (g.versions)
                        and g.state in ('accepted', 'in_doubt', 'transmitting'))
   order by n.opened_at desc, n.release_id desc limit ${MOST_ITEMS}`;

/** What is new to this reader now, the newest first; nothing also for somebody who may not be mailed any more. */
export async function digestItems(manager: EntityManager, reader: DigestReader): Promise<DigestRelease[]> {
  return manager.query<DigestRelease[]>(ITEMS, [reader.contactId, reader.email, reader.frequency]);
}
