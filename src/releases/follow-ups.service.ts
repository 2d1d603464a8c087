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
   * @throws DomainError `conflict` when nothing of the release has gone out, when it was killed, when another follow-up
   * is still being written, or, of a correction or an update, when only early readers have the release
   */
  async start(actor: Actor, releaseId: number, kind: FollowUpKind, notice: string): Promise<ReleaseVersion> {
    return this.source.transaction(async (manager) => {
      const last = await lockNewest(manager, releaseId);
      await refuseFollowUp(manager, last, kind);
      await refuseBeforeLift(manager, releaseId, kind);
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

const ONLY_EARLY = `
  select coalesce(bool_or(d.lift_at > now()), false) and not coalesce(bool_or(d.state = 'finished' or exists (
           select from dispatch_tier t
            where t.dispatch_id = d.id and t.tier = 'general' and t.started_at is not null)), false) as "isOnlyEarly"
    from release_version v join dispatch d on d.version_id = v.id
   where v.release_id = $1 and v.kind not in ('hold', 'kill')`;

/**
 * Before the lift only early readers have the text. A correction goes to those who received what it corrects, so at
 * the lift everybody else would still get the text that is wrong (docs/adr/0004-no-correction-before-the-lift.md).
 */
async function refuseBeforeLift(
  manager: EntityManager,
  releaseId: number,
  kind: FollowUpKind,
): Promise<void> {
  if (kind === 'hold' || kind === 'kill') return;
  const [row] = await manager.query<{ isOnlyEarly: boolean }[]>(ONLY_EARLY, [releaseId]);
  if (!row?.isOnlyEarly) return;
  throw new DomainError(
    'conflict',
    `Only early readers have this release; at the lift everyone else would still get the text as it is. ` +
      `Stop its sending and tell the early readers with a kill, then write it anew as a release of its own.`,
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
    ...AT_ONCE,
  };
}

/** What follows a release goes out as soon as it is armed, unless a person gives it an embargo of its own. */
const AT_ONCE = { embargoWall: null, embargoZone: null, embargoAt: null, earlyAt: null, stopAfter: null };
