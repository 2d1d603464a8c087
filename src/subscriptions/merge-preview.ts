import type { EntityManager } from 'typeorm';
import { Contact } from '../contacts/contact.entity.js';
import { findContact } from '../contacts/contacts.service.js';
import { type Mergeable, mergeContacts } from '../contacts/merge-contacts.js';
import { standingSuppression } from '../contacts/suppress.js';
import type { SuppressionReason } from '../contacts/suppression.entity.js';
import { isOwnWish, isStricter } from '../contacts/suppression-rules.js';
import { DomainError } from '../errors/domain-error.js';
import { stricterState } from './merge-subscriptions.js';
import type { SubscriptionState } from './subscription.entity.js';

/** What two entries say of one thing, and what the merged one will say. */
export interface Merging<T> {
  kept: T;
  other: T;
  merged: T;
}

export interface MergePreview {
  kept: Contact;
  other: Contact;
  merged: Mergeable;
  /** By id: those that the entries name. */
  outlets: Map<number, string>;
  beats: Merging<string[]>;
  topics: ({ name: string } & Merging<SubscriptionState | undefined>)[];
  suppression: Merging<SuppressionReason | null>;
}

/**
 * What a merge would make of two contacts as they are now, by the rules by which it is done. Changes nothing.
 * @throws DomainError `invalid` for one and the same contact, `not_found`
 */
export async function previewMerge(
  manager: EntityManager,
  keptId: number,
  otherId: number,
): Promise<MergePreview> {
  if (keptId === otherId) throw new DomainError('invalid', 'A contact cannot be merged with itself.');
  const [kept, other] = [await findContact(manager, keptId), await findContact(manager, otherId)];
  const [keptBeats, otherBeats] = [await beatsOf(manager, keptId), await beatsOf(manager, otherId)];
  return {
    kept,
    other,
    merged: mergeContacts(kept, other),
    outlets: await outletsOf(manager, [kept.outletId, other.outletId]),
    beats: { kept: keptBeats, other: otherBeats, merged: [...new Set([...keptBeats, ...otherBeats])].sort() },
    topics: await topicsOf(manager, keptId, otherId),
    suppression: mergedSuppression(
      await standingSuppression(manager, kept.emailKey),
      await standingSuppression(manager, other.emailKey),
    ),
  };
}

/** A person's own wish at the address that goes holds at the one that stays; a bounce is about its address. */
function mergedSuppression(
  kept: SuppressionReason | null,
  other: SuppressionReason | null,
): Merging<SuppressionReason | null> {
  const carried = other !== null && isOwnWish(other) ? other : null;
  if (carried === null) return { kept, other, merged: kept };
  const isNews = kept === null || isStricter({ reason: carried, until: null }, { reason: kept, until: null });
  return { kept, other, merged: isNews ? carried : kept };
}

async function beatsOf(manager: EntityManager, id: number): Promise<string[]> {
  const rows: { name: string }[] = await manager.query(
    `select b.name from contact_beat cb join beat b on b.id = cb.beat_id where cb.contact_id = $1 order by b.name`,
    [id],
  );
  return rows.map((row) => row.name);
}

async function outletsOf(manager: EntityManager, ids: (number | null)[]): Promise<Map<number, string>> {
  const rows: { id: number; name: string }[] = await manager.query(
    `select id, name from outlet where id = any($1)`,
    [ids.filter((id) => id !== null)],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

async function topicsOf(
  manager: EntityManager,
  keptId: number,
  otherId: number,
): Promise<MergePreview['topics']> {
  const rows: { name: string; kept: SubscriptionState | null; other: SubscriptionState | null }[] =
    await manager.query(
      `select t.name, max(s.state) filter (where s.contact_id = $1) as kept,
              max(s.state) filter (where s.contact_id = $2) as other
         from subscription s join topic t on t.id = s.topic_id
        where s.contact_id in ($1, $2) group by t.id, t.name order by t.name`,
      [keptId, otherId],
    );
  return rows.map(({ name, kept, other }) => {
    const states = { kept: kept ?? undefined, other: other ?? undefined };
    return { name, ...states, merged: stricterState(states.kept, states.other) };
  });
}
