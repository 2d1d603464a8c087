import type { EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, actorName } from '../auth/actor.js';
import { DomainError } from '../errors/domain-error.js';
import type { EmailAddress } from './email-address.js';
import type { Suppression, SuppressionReason } from './suppression.entity.js';
import { emailHash } from './email-hash.js';
import { isStricter, mayLift } from './suppression-rules.js';

export interface SuppressionOrder {
  address: Pick<EmailAddress, 'email' | 'key'>;
  reason: SuppressionReason;
  /** What told us: one-click, preferences, bounce, complaint, desk, import, api … */
  source: string;
  evidence?: Record<string, unknown>;
  /** Absent: until lifted. */
  until?: Date | null;
}

/** The one unlifted row of an address, its end past or not. */
const unliftedSql = `select id, reason, until, until <= now() as "isOver" from suppression
  where email_hash = $1 and lifted_at is null`;

/**
 * Forbids mail to an address, in the caller's transaction. Takes the gate lock, so call it before delivery rows change.
 * A suppression that stands and is as strict stays; otherwise it is closed and the new one takes its place.
 * @returns whether anything changed
 */
export async function suppress(
  manager: EntityManager,
  actor: Actor,
  order: SuppressionOrder,
): Promise<boolean> {
  await manager.query('select forbid()');
  const next = { reason: order.reason, until: order.until ?? null };
  const [standing] = await unlifted(manager, order.address.key);
  if (standing && !standing.isOver && !isStricter(next, standing)) return false;
  if (standing) await close(manager, standing.id, standing.isOver ? 'system:expired' : 'system:replaced');
  const id = await insert(manager, order);
  const detail = { reason: order.reason, source: order.source, until: next.until };
  await record(manager, {
    actor,
    action: 'suppression.made',
    subjectType: 'suppression',
    subjectId: id,
    detail,
  });
  return true;
}

/**
 * Allows mail to an address again; it is given by its key, or by its hash where only that is left.
 * Nothing to lift is not an error.
 * @throws DomainError `forbidden` if this actor may not undo this reason
 */
export async function lift(
  manager: EntityManager,
  actor: Actor,
  address: string | Buffer,
  why: string,
): Promise<boolean> {
  const [standing] = await unlifted(manager, address);
  if (!standing) return false;
  refuseLifting(actor, standing.reason);
  await close(manager, standing.id, actorName(actor));
  const detail = { reason: standing.reason, why };
  await record(manager, {
    actor,
    action: 'suppression.lifted',
    subjectType: 'suppression',
    subjectId: standing.id,
    detail,
  });
  return true;
}

/** What stands against this address now, by the database's clock. */
export async function standingSuppression(
  manager: EntityManager,
  key: string,
): Promise<SuppressionReason | null> {
  const [standing] = await unlifted(manager, key);
  return standing && !standing.isOver ? standing.reason : null;
}

export function refuseLifting(actor: Actor, reason: SuppressionReason): void {
  if (mayLift(actor, reason)) return;
  throw new DomainError(
    'forbidden',
    actor.kind === 'contact'
      ? 'The newsroom has to allow mail to this address again. Please write to the press contact.'
      : 'This address was closed by its owner. Only an administrator may open it again, with the owner’s word for it.',
  );
}

type Unlifted = Pick<Suppression, 'id' | 'reason' | 'until'> & { isOver: boolean | null };

async function unlifted(manager: EntityManager, address: string | Buffer): Promise<Unlifted[]> {
  return manager.query(unliftedSql, [typeof address === 'string' ? emailHash(address) : address]);
}

async function close(manager: EntityManager, id: number, by: string): Promise<void> {
  await manager.query(`update suppression set lifted_at = now(), lifted_by = $2 where id = $1`, [id, by]);
}

async function insert(manager: EntityManager, order: SuppressionOrder): Promise<number> {
  const email = order.reason === 'erased' ? null : order.address.email;
  const [row]: { id: number }[] = await manager.query(
    `insert into suppression (email_hash, email, reason, source, evidence, since, until)
     values (email_hash($1), $2, $3, $4, $5, clock_timestamp(), $6) returning id`,
    [
      order.address.key,
      email,
      order.reason,
      order.source,
      JSON.stringify(order.evidence ?? {}),
      order.until ?? null,
    ],
  );
  return row!.id;
}
