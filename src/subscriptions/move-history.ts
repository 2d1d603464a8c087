import type { EntityManager } from 'typeorm';

/**
 * What hangs on a contact ($2) and goes with it to the one it is merged into ($1). Where both have one of a kind, the
 * stricter or the kept one's stays. Codes and changes of address that wait for a confirmation end: they were asked for
 * by a contact that is gone.
 */
const MOVES = [
  `insert into contact_beat select $1, beat_id from contact_beat where contact_id = $2 on conflict do nothing`,
  `update trust_event set contact_id = $1 where contact_id = $2`,
  `update contact_merge set contact_id = $1 where contact_id = $2`,
  `update early_view set contact_id = $1 where contact_id = $2`,
  `update letter set contact_id = $1 where contact_id = $2`,
  `update single_bounce set contact_id = $1 where contact_id = $2`,
  `update address_change set contact_id = $1 where contact_id = $2 and done_at is not null`,
  // Terms that one of the two declined are declined.
  `delete from terms_answer k using terms_answer o
    where k.contact_id = $1 and o.contact_id = $2 and o.release_id = k.release_id and o.answer = 'declined'`,
  `update terms_answer o set contact_id = $1 where o.contact_id = $2
      and not exists (select from terms_answer k where k.contact_id = $1 and k.release_id = o.release_id)`,
  `update early_offer o set contact_id = $1 where o.contact_id = $2
      and not exists (select from early_offer k where k.contact_id = $1 and k.release_id = o.release_id)`,
  `update notice o set contact_id = $1 where o.contact_id = $2
      and not exists (select from notice k where k.contact_id = $1)`,
  // What one of them was shown already is not listed to the other again.
  `update digest k set versions = k.versions || o.versions from digest o
    where k.contact_id = $1 and o.contact_id = $2 and o.period = k.period`,
  `update digest o set contact_id = $1 where o.contact_id = $2
      and not exists (select from digest k where k.contact_id = $1 and k.period = o.period)`,
];

/** In the caller's transaction, both contacts locked. */
export async function moveHistory(manager: EntityManager, keptId: number, otherId: number): Promise<void> {
  for (const move of MOVES) await manager.query(move, [keptId, otherId]);
}
