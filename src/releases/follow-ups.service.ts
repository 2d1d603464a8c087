import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, staffUserId } from '../auth/actor.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { keepRevision, recordOf } from './change-version.js';
import { dispatchFacts } from './dispatch-facts.js';
import type { ReleaseKind } from './release-content.js';
import { ReleaseVersion } from './release-version.entity.js';
import { Release } from './release.entity.js';

export type FollowUpKind = Exclude<ReleaseKind, 'original'>;

/**
 * Begins what follows a release that has gone out: the next version of it, with the content copied. Nothing is sent
 * by this; it is approved and armed like every version, for exactly those who received the one before.
 */
@Injectable()
export class FollowUpsService {
  constructor(private readonly source: DataSource) {}

  startCorrection(actor: Actor, releaseId: number, notice: string): Promise<ReleaseVersion> {
    return this.start(actor, releaseId, 'correction', notice);
  }

  startUpdate(actor: Actor, releaseId: number, notice: string): Promise<ReleaseVersion> {
    return this.start(actor, releaseId, 'update', notice);
  }

  startHold(actor: Actor, releaseId: number, notice: string): Promise<ReleaseVersion> {
    return this.start(actor, releaseId, 'hold', notice);
  }

  startKill(actor: Actor, releaseId: number, notice: string): Promise<ReleaseVersion> {
    return this.start(actor, releaseId, 'kill', notice);
  }

  /**
   * @throws DomainError `conflict` when nothing of the release has gone out, when it was killed, or when another
   * follow-up is still being written
   */
  async start(actor: Actor, releaseId: number, kind: FollowUpKind, notice: string): Promise<ReleaseVersion> {
    return this.source.transaction(async (manager) => {
      const last = await lockNewest(manager, releaseId);
      await refuseFollowUp(manager, last, kind);
      const next = manager.create(ReleaseVersion, nextVersion(last, actor, kind, notice));
      const { id } = await manager.save(ReleaseVersion, next);
      const saved = await manager.findOneByOrFail(ReleaseVersion, { id });
      await keepRevision(manager, saved, staffUserId(actor));
      await recordOf(manager, actor, saved, `release.${kind}_started`, { notice });
      return saved;
    });
  }
}

async function lockNewest(manager: EntityManager, releaseId: number): Promise<ReleaseVersion> {
  const release = await manager.findOne(Release, {
    where: { id: releaseId },
    lock: { mode: 'for_no_key_update' },
  });
  if (!release) throw notFound('release');
  return manager.findOneOrFail(ReleaseVersion, { where: { releaseId }, order: { number: 'DESC' } });
}

async function refuseFollowUp(
  manager: EntityManager,
  last: ReleaseVersion,
  kind: FollowUpKind,
): Promise<void> {
  const { anyStarted, state } = await dispatchFacts(manager, last.id);
  if (!anyStarted && last.number === 1) {
    throw new DomainError('conflict', 'Nothing of this release has gone out. Change the text itself.');
  }
  if (last.kind === 'kill' && anyStarted)
    throw new DomainError('conflict', 'This release was killed already.');
  if (anyStarted || state === 'stopped' || kind === 'kill' || kind === 'hold') return;
  throw new DomainError(
    'conflict',
    `Version ${last.number} (${last.kind}) is still being prepared. Finish it first.`,
  );
}

function nextVersion(
  last: ReleaseVersion,
  actor: Actor,
  kind: FollowUpKind,
  notice: string,
): Partial<ReleaseVersion> {
  const { id: _id, contentHash: _hash, createdAt: _created, updatedAt: _updated, ...content } = last;
  const userId = staffUserId(actor);
  return {
    ...content,
    number: last.number + 1,
    kind,
    notice,
    stage: 'draft',
    revision: 1,
    createdBy: userId,
    updatedBy: userId,
    ...scheduleOf(last, kind),
  };
}

/** A hold or a kill goes out at once. A correction or update waits for the lift of what it is about, if that is to come. */
function scheduleOf(last: ReleaseVersion, kind: FollowUpKind): Partial<ReleaseVersion> {
  const takesBack = kind === 'hold' || kind === 'kill';
  if (!takesBack && last.isUnderEmbargo(new Date())) return { stopAfter: null };
  return { embargoWall: null, embargoZone: null, embargoAt: null, earlyAt: null, stopAfter: null };
}
