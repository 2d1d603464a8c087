import type { EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import { type Actor, actorName } from '../auth/actor.js';
import { lift } from '../contacts/suppress.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import type { BouncedMailKind } from './bounce-query.js';

/** Whether the address is open again; it stays closed if something else closed it. */
export interface Undone {
  lifted: boolean;
}

interface StandingBounce {
  mail: BouncedMailKind;
  mailId: number;
  category: string;
  action: string;
  undoneAt: Date | null;
}

/**
 * Takes back what a bounce did, of whatever mail: it counts no more, and the suppression that it caused is lifted. One with
 * another cause stays. Early access that was dropped comes back only by vetting. In the caller's transaction.
 * @throws DomainError `not_found`; `conflict` when it is undone already; `forbidden` (see `mayLift`)
 */
export async function undoBounce(manager: EntityManager, actor: Actor, id: number): Promise<Undone> {
  const bounce = await find(manager, id);
  if (!bounce) throw notFound('bounce');
  if (bounce.undoneAt) throw new DomainError('conflict', 'Somebody has undone this already.');
  const hash = await suppressedBy(manager, bounce);
  const lifted = hash !== null && (await lift(manager, actor, hash, `Bounce ${id} was undone.`));
  const table = bounce.mail === 'release' ? 'bounce' : 'single_bounce';
  await manager.query(`update ${table} set undone_at = now(), undone_by = $2 where id = $1`, [
    id,
    actorName(actor),
  ]);
  const { category, action } = bounce;
  const detail = { [evidenceKey(bounce)]: bounce.mailId, category, action, lifted };
  await record(manager, { actor, action: 'bounce.undone', subjectType: 'bounce', subjectId: id, detail });
  return { lifted };
}

/** Locked until commit. */
async function find(manager: EntityManager, id: number): Promise<StandingBounce | undefined> {
  const columns = (mail: string, mailId: string) =>
    `${mail} as mail, ${mailId} as "mailId", category, action, undone_at as "undoneAt"`;
  const [ofRelease] = await manager.query<StandingBounce[]>(
    `select ${columns(`'release'`, 'delivery_id')} from bounce where id = $1 for update`,
    [id],
  );
  if (ofRelease) return ofRelease;
  const [single] = await manager.query<StandingBounce[]>(
    `select ${columns('mail', 'mail_id')} from single_bounce where id = $1 for update`,
    [id],
  );
  return single;
}

/** The address that stands suppressed because of this very bounce. */
async function suppressedBy(manager: EntityManager, bounce: StandingBounce): Promise<Buffer | null> {
  const [row] = await manager.query<{ hash: Buffer }[]>(
    `select s.email_hash as hash from suppression s
      where s.lifted_at is null and s.reason in ('hard_bounce', 'soft_bounces', 'complaint')
        and s.evidence ->> $1::text = $2::text and s.evidence ->> 'category' = $3`,
    [evidenceKey(bounce), String(bounce.mailId), bounce.category],
  );
  return row?.hash ?? null;
}

/** Under which name a suppression keeps the mail that caused it. */
function evidenceKey({ mail }: Pick<StandingBounce, 'mail'>): string {
  return mail === 'release' ? 'delivery' : mail;
}
