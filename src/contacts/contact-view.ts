import type { EntityManager } from 'typeorm';
import type { Frequency, TrustLevel } from './contact.entity.js';
import type { SuppressionReason } from './suppression.entity.js';

/** A contact as pages and the API show it. */
export interface ContactView {
  id: number;
  email: string;
  name: string;
  outlet: { id: number; name: string } | null;
  role: string | null;
  beats: { id: number; name: string }[];
  languages: string[];
  country: string | null;
  timeZone: string | null;
  phone: string | null;
  notes: string | null;
  tags: string[];
  source: string;
  sourceAt: string;
  frequency: Frequency;
  pauseUntil: string | null;
  trust: TrustLevel;
  trustUntil: string | null;
  noticeAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** Why no mail goes to the address now; null: nothing stands against it. */
  suppressed: SuppressionReason | null;
}

/** Selects a ContactView as the column `view` from `contact c`. */
export const contactViewSql = `
json_build_object(
  'id', c.id, 'email', c.email, 'name', c.name,
  'outlet', (select json_build_object('id', o.id, 'name', o.name) from outlet o where o.id = c.outlet_id),
  'role', c.role,
  'beats', coalesce((select json_agg(json_build_object('id', b.id, 'name', b.name) order by b.name)
                       from contact_beat cb join beat b on b.id = cb.beat_id where cb.contact_id = c.id), '[]'),
  'languages', c.languages, 'country', c.country, 'timeZone', c.time_zone, 'phone', c.phone, 'notes', c.notes,
  'tags', c.tags, 'source', c.source, 'sourceAt', c.source_at, 'frequency', c.frequency,
  'pauseUntil', c.pause_until, 'trust', c.trust, 'trustUntil', c.trust_until, 'noticeAt', c.notice_at,
  'createdAt', c.created_at, 'updatedAt', c.updated_at,
  'suppressed', (select s.reason from suppression s where s.email_hash = c.email_hash
                   and s.lifted_at is null and (s.until is null or s.until > now()))) as view`;

/** In the order of the ids; those that are gone are left out. */
export async function contactViews(manager: EntityManager, ids: number[]): Promise<ContactView[]> {
  const rows: { view: ContactView }[] = await manager.query(
    `select ${contactViewSql} from unnest($1::bigint[]) with ordinality x(id, place) join contact c using (id) order by place`,
    [ids],
  );
  return rows.map((row) => row.view);
}
