import type { EntityManager } from 'typeorm';
import { notFound } from '../errors/domain-error.js';

/** One recipient of one dispatch, and all that happened. Times are the database's. */
export interface RecipientHistory {
  id: number;
  dispatchId: number;
  contactId: number;
  /** Null: the person was erased. */
  email: string | null;
  name: string | null;
  tier: string;
  state: string;
  attempt: number;
  frozenAt: Date | null;
  nextAttemptAt: Date | null;
  transmittingAt: Date | null;
  steps: RecipientStep[];
}

export interface RecipientStep {
  at: Date;
  attempt: number;
  state: string;
  replyCode: number | null;
  replyText: string | null;
  worker: string | null;
}

/** @throws DomainError `not_found` when this dispatch has no such delivery */
export async function recipientHistory(
  manager: EntityManager,
  dispatchId: number,
  deliveryId: number,
): Promise<RecipientHistory> {
  const [recipient] = await manager.query<Omit<RecipientHistory, 'steps'>[]>(
    `select x.id, x.dispatch_id as "dispatchId", x.contact_id as "contactId", x.email, c.name, x.tier, x.state, x.attempt,
            t.frozen_at as "frozenAt", x.next_attempt_at as "nextAttemptAt", x.transmitting_at as "transmittingAt"
       from delivery x join dispatch_tier t on t.dispatch_id = x.dispatch_id and t.tier = x.tier
       left join contact c on c.id = x.contact_id
      where x.dispatch_id = $1 and x.id = $2`,
    [dispatchId, deliveryId],
  );
  if (!recipient) throw notFound('recipient');
  const steps = await manager.query<RecipientStep[]>(
    `select at, attempt, state, reply_code as "replyCode", reply_text as "replyText", worker
       from delivery_event where delivery_id = $1 order by id`,
    [deliveryId],
  );
  return { ...recipient, steps };
}
