import type { EntityManager } from 'typeorm';
import { type Actor, actorName } from '../auth/actor.js';

/** One sentence of the record: who did what to what. `detail` is JSON without secrets and without whole texts. */
export interface RecordEntry {
  actor: Actor;
  /** Feature and past participle: `release.approved`, `user.role_changed`. */
  action: string;
  subjectType: string;
  subjectId: string | number;
  detail?: Record<string, unknown>;
}

/**
 * Writes to the record in the caller's transaction: both the change and its entry are there, or neither.
 * The database gives id, time and hashes under one lock that is held until the transaction ends, so call it last and
 * keep the transaction short. Throws if the manager is not in a transaction.
 */
export async function record(manager: EntityManager, entry: RecordEntry): Promise<void> {
  if (!manager.queryRunner?.isTransactionActive)
    throw new Error(`${entry.action} recorded outside a transaction`);
  await manager.query(
    `insert into audit_entry (actor, action, subject_type, subject_id, detail) values ($1, $2, $3, $4, $5)`,
    [
      actorName(entry.actor),
      entry.action,
      entry.subjectType,
      String(entry.subjectId),
      JSON.stringify(entry.detail ?? {}),
    ],
  );
}
