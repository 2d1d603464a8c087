import type { EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, actorName } from '../auth/actor.js';
import { lift } from '../contacts/suppress.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { Bounce } from './bounce.entity.js';

/** Whether the address is open again; it stays closed if something else closed it. */
export interface Undone {
  lifted: boolean;
}

/**
 * Takes back what a bounce did: it counts no more, and the suppression that it caused is lifted. One with another cause
 * stays. Early access that was dropped comes back only by vetting. In the caller's transaction.
 * @throws DomainError `not_found`; `conflict` when it is undone already; `forbidden` (see `mayLift`)
 */
export async function undoBounce(manager: EntityManager, actor: Actor, id: number): Promise<Undone> {
  const bounce = await manager.findOne(Bounce, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!bounce) throw notFound('bounce');
  if (bounce.undoneAt) throw new DomainError('conflict', 'Somebody has undone this already.');
  const hash = await suppressedBy(manager, bounce);
  const lifted = hash !== null && (await lift(manager, actor, hash, `Bounce ${id} was undone.`));
  await manager.query(`update bounce set undone_at = now(), undone_by = $2 where id = $1`, [
    id,
    actorName(actor),
  ]);
  const detail = { delivery: bounce.deliveryId, category: bounce.category, action: bounce.action, lifted };
  await record(manager, { actor, action: 'bounce.undone', subjectType: 'bounce', subjectId: id, detail });
  return { lifted };
}

/** The address that stands suppressed because of this very bounce. */
async function suppressedBy(manager: EntityManager, bounce: Bounce): Promise<Buffer | null> {
  const [row] = await manager.query<{ hash: Buffer }[]>(
    `select s.email_hash as hash from suppression s
      where s.lifted_at is null and s.reason in ('hard_bounce', 'soft_bounces', 'complaint')
        and (s.evidence ->> 'delivery')::bigint = $1 and s.evidence ->> 'category' = $2`,
    [bounce.deliveryId, bounce.category],
  );
  return row?.hash ?? null;
}
