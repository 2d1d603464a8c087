import type { EntityManager } from 'typeorm';
import { type Actor, staffUserId } from '../auth/actor.js';
import { record } from '../audit/record.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { type BoundContent, boundContent, type BoundProperty, changedProperties } from './bound-content.js';
import { dispatchFacts } from './dispatch-facts.js';
import { ReleaseRevision } from './release-revision.entity.js';
import { ReleaseVersion } from './release-version.entity.js';

export type VersionEdit = (version: ReleaseVersion) => void | Promise<void>;

/**
 * Changes what an approval binds, as one save: counts the revision, keeps it in the history, voids a standing approval
 * and says so in the record. A change that changes nothing does none of it. Runs in the caller's transaction.
 * @returns the version as it is now
 */
export async function changeVersion(
  manager: EntityManager,
  actor: Actor,
  versionId: number,
  edit: VersionEdit,
): Promise<ReleaseVersion> {
  const version = await lockVersion(manager, versionId);
  const before = boundContent(version);
  await edit(version);
  const changed = changedProperties(before, boundContent(version));
  if (changed.length === 0) return version;
  const saved = await saveRevision(manager, actor, version);
  await voidApproval(manager, actor, saved, `Changed: ${changed.join(', ')}.`);
  await recordChange(manager, actor, saved, changed);
  return saved;
}

/** The version, locked until the transaction ends. The gate lock comes first, as everywhere. */
export async function lockVersion(manager: EntityManager, versionId: number): Promise<ReleaseVersion> {
  await manager.query(
    `select forbid() where exists (select from approval where version_id = $1 and voided_at is null)`,
    [versionId],
  );
  const version = await manager.findOne(ReleaseVersion, {
    where: { id: versionId },
    lock: { mode: 'for_no_key_update' },
  });
  if (!version) throw notFound('release');
  return version;
}

/** Refuses to change a text that somebody has received. */
export async function refuseIfSent(manager: EntityManager, versionId: number): Promise<void> {
  const { anyStarted } = await dispatchFacts(manager, versionId);
  if (!anyStarted) return;
  throw new DomainError('conflict', 'This version has gone out. Write a correction or an update instead.');
}

/** Voids the standing approval, if there is one, and puts the version back to draft. */
export async function voidApproval(
  manager: EntityManager,
  actor: Actor,
  version: ReleaseVersion,
  reason: string,
): Promise<boolean> {
  const [, voided] = await manager.query<[unknown, number]>(
    `update approval set voided_at = now(), void_reason = $2 where version_id = $1 and voided_at is null`,
    [version.id, reason],
  );
  if (voided === 0) return false;
  await manager.update(ReleaseVersion, version.id, { stage: 'draft' });
  version.stage = 'draft';
  await recordOf(manager, actor, version, 'release.approval_voided', { reason });
  return true;
}

/** An entry of the record about one version of a release. */
export async function recordOf(
  manager: EntityManager,
  actor: Actor,
  version: ReleaseVersion,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await record(manager, {
    actor,
    action,
    subjectType: 'release',
    subjectId: version.releaseId,
    detail: { version: version.number, ...detail },
  });
}

/** Keeps the version and what it bound at this save. `contentHash` is read back, since the database makes it. */
export async function saveRevision(
  manager: EntityManager,
  actor: Actor,
  version: ReleaseVersion,
): Promise<ReleaseVersion> {
  const userId = staffUserId(actor);
  version.revision += 1;
  version.updatedAt = new Date();
  version.updatedBy = userId;
  await manager.save(ReleaseVersion, version, { reload: false });
  await keepRevision(manager, version, userId);
  return manager.findOneByOrFail(ReleaseVersion, { id: version.id });
}

export async function keepRevision(
  manager: EntityManager,
  version: ReleaseVersion,
  userId: number | null,
): Promise<void> {
  const content: BoundContent = boundContent(version);
  await manager.insert(ReleaseRevision, {
    versionId: version.id,
    revision: version.revision,
    byUserId: userId,
    content: content as never,
  });
}

async function recordChange(
  manager: EntityManager,
  actor: Actor,
  version: ReleaseVersion,
  changed: BoundProperty[],
): Promise<void> {
  await recordOf(manager, actor, version, 'release.changed', {
    revision: version.revision,
    properties: changed,
    hash: version.contentHash.toString('hex'),
  });
}
