import type { EntityManager } from 'typeorm';
import type { ConsentEvent } from './consent-event.entity.js';

/** Where a change of consent came from, as it is kept for the proof of it (GDPR Art. 7(1)). */
export interface ConsentContext {
  /** newsroom, preferences, one-click, import, desk, api … */
  source: string;
  /** Network address. */
  address?: string | null;
  /** The words the person saw when they chose. */
  textShown?: string | null;
}

export interface ConsentChange {
  contactId: number;
  /** Null: concerns all topics. */
  topicId: number | null;
  change: string;
  detail?: Record<string, unknown>;
}

/** Writes changes of consent in the caller's transaction. */
export async function writeConsent(
  manager: EntityManager,
  changes: ConsentChange[],
  context: ConsentContext,
): Promise<void> {
  if (changes.length === 0) return;
  await manager.query(
    `insert into consent_event (contact_id, topic_id, change, detail, source, address, text_shown)
     select contact, topic, change, detail, $5, $6, $7
       from unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[]) x(contact, topic, change, detail)`,
    [
      changes.map((c) => c.contactId),
      changes.map((c) => c.topicId),
      changes.map((c) => c.change),
      changes.map((c) => JSON.stringify(c.detail ?? {})),
      context.source,
      context.address ?? null,
      context.textShown ?? null,
    ],
  );
}

/** Every change of consent of this person, also under the ids of duplicates merged into theirs; the newest first. */
export async function consentHistory(manager: EntityManager, contactId: number): Promise<ConsentEvent[]> {
  return manager.query(
    `select id, contact_id as "contactId", topic_id as "topicId", change, at, source, address,
            text_shown as "textShown", detail
       from consent_event
      where contact_id in (select $1::bigint union all select merged_id from contact_merge where contact_id = $1)
      order by id desc`,
    [contactId],
  );
}
