import type { EntityManager } from 'typeorm';
import { type Actor, staffUserId } from '../auth/actor.js';
import { DomainError } from '../errors/domain-error.js';
import type { ApprovedVersion } from '../releases/approvals.service.js';
import { databaseNow } from '../releases/database-now.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { goesToReceivers, urgencyOf } from './dispatch-rules.js';
import { Dispatch } from './dispatch.entity.js';
import { DispatchTier } from './dispatch-tier.entity.js';

/**
 * The dispatch of an approved version: a new one, or the one that is armed already with the approval, times and audience
 * that are valid now.
 * @throws DomainError `conflict` when it is armed with this approval, or when mails have left
 */
export async function insertOrRenew(
  manager: EntityManager,
  actor: Actor,
  { version, approval }: ApprovedVersion,
): Promise<Dispatch> {
  const values = {
    versionId: version.id,
    approvalId: approval.id,
    approvalHash: approval.hash,
    liftAt: version.embargoAt ?? (await databaseNow(manager)),
    stopAfter: version.stopAfter,
    topicIds: topicsOf(version),
    armedBy: staffUserId(actor),
  };
  const existing = await manager
    .createQueryBuilder(Dispatch, 'd')
    .setLock('pessimistic_write')
    .where(`d.version_id = :id and d.state <> 'stopped'`, { id: version.id })
    .getOne();
  const insert = () =>
    manager.save(manager.create(Dispatch, { ...values, urgency: urgencyOf(version.kind) }));
  if (!existing) return insert();
  if (existing.approvalId === approval.id)
    throw new DomainError('conflict', 'This version is armed already.');
  await requireNothingLeft(manager, existing.id);
  if (await hasEvents(manager, existing.id)) {
    await manager.update(Dispatch, { id: existing.id }, { state: 'stopped', endedAt: () => 'now()' });
    return insert();
  }
  await manager.query(`delete from delivery where dispatch_id = $1`, [existing.id]);
  await manager.query(`delete from delivery_chunk where dispatch_id = $1`, [existing.id]);
  await manager.query(`delete from dispatch_tier where dispatch_id = $1`, [existing.id]);
  await manager.update(Dispatch, { id: existing.id }, { ...values, state: 'armed', heldReason: null });
  return manager.findOneByOrFail(Dispatch, { id: existing.id });
}

/** A time for each tier. */
export async function writeTiers(
  manager: EntityManager,
  dispatch: Dispatch,
  version: ReleaseVersion,
): Promise<void> {
  const tiers = [{ tier: 'general' as const, opensAt: dispatch.liftAt }];
  const early = version.earlyAt ? [{ tier: 'early' as const, opensAt: version.earlyAt }] : [];
  for (const each of [...early, ...tiers])
    await manager.insert(DispatchTier, { dispatchId: dispatch.id, ...each });
}

async function requireNothingLeft(manager: EntityManager, dispatchId: number): Promise<void> {
  const [row] = await manager.query<{ left: boolean }[]>(
    `select exists (select from delivery where dispatch_id = $1 and state not in ('pending', 'suppressed')) as left`,
    [dispatchId],
  );
  if (row?.left)
    throw new DomainError('conflict', 'Mails of this version have left already. Send a correction instead.');
}

/** What happened to somebody is kept, and sealed: a dispatch of which that is told stays as it is. */
async function hasEvents(manager: EntityManager, dispatchId: number): Promise<boolean> {
  const [row] = await manager.query<{ found: boolean }[]>(
    `select exists (select from delivery d join delivery_event e on e.delivery_id = d.id where d.dispatch_id = $1) as found`,
    [dispatchId],
  );
  return row?.found ?? false;
}

/** Only an audience that is nothing but topics asks for the subscription again before each mail. */
function topicsOf(version: ReleaseVersion): number[] | null {
  if (goesToReceivers(version.kind)) return null;
  return 'topics' in version.audience ? version.audience.topics : null;
}
