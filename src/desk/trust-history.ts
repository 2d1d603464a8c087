import type { EntityManager } from 'typeorm';

/** What one journalist did with the early access that was offered to them for a release. */
export interface EarlyRelease {
  headline: string;
  publicId: string;
  offeredAt: Date | null;
  answer: 'accepted' | 'declined' | null;
  answeredAt: Date | null;
  address: string | null;
  /** sha256 of the terms as they were shown, in hexadecimal. */
  termsHash: string | null;
  views: number;
  firstViewAt: Date | null;
}

const HISTORY = `
  select v.headline, r.public_id as "publicId", o.offered_at as "offeredAt", n.answer, n.at as "answeredAt", n.address,
         encode(n.text_hash, 'hex') as "termsHash", coalesce(w.views, 0)::int as views, w.first as "firstViewAt"
    from (select release_id from early_offer where contact_id = $1
          union select release_id from terms_answer where contact_id = $1) x
    join release r on r.id = x.release_id
    left join early_offer o on o.contact_id = $1 and o.release_id = r.id
    left join terms_answer n on n.contact_id = $1 and n.release_id = r.id
    join lateral (select headline from release_version where release_id = r.id order by number desc limit 1) v on true
    left join lateral (
      select count(*) as views, min(e.at) as first
        from early_view e join release_version q on q.id = e.version_id
       where e.contact_id = $1 and q.release_id = r.id) w on true
   order by coalesce(n.at, o.offered_at) desc limit 100`;

/** The newest first; at most 100. */
export function earlyReleasesOf(manager: EntityManager, contactId: number): Promise<EarlyRelease[]> {
  return manager.query(HISTORY, [contactId]);
}

/** Names of the staff by id, for the ledger. */
export async function staffNames(manager: EntityManager, ids: number[]): Promise<Map<number, string>> {
  const rows = await manager.query<{ id: number; name: string }[]>(
    `select id, coalesce(nullif(name, ''), email) as name from staff_user where id = any($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
