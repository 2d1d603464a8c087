import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { type Actor, staffUserId } from '../auth/actor.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { Approval } from './approval.entity.js';
import { lockVersion, recordOf, refuseIfSent, voidApproval } from './change-version.js';
import { dispatchFacts } from './dispatch-facts.js';
import { whyMayNotApprove } from './may-approve.js';
import { problemsOf } from './problems-of-version.js';
import { ReleaseVersion } from './release-version.entity.js';

/** Review and approval (law 3): an approval is of one content hash, and ends with it. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Pick<Env, 'SECOND_PERSON'>,
  ) {}

  /** Why this account may not approve this version, or null when it may. */
  async whyNot(manager: EntityManager, version: ReleaseVersion, approver: number): Promise<string | null> {
    const { kind, updatedBy: lastEditor } = version;
    const approvers = await countApprovers(manager);
    const secondPerson = this.env.SECOND_PERSON;
    return whyMayNotApprove({ kind, approver, lastEditor, approvers, secondPerson });
  }

  /** Asks for approval. A version that is in review already stays so. */
  async submit(actor: Actor, versionId: number): Promise<ReleaseVersion> {
    return this.change(versionId, async (manager, version) => {
      if (version.stage === 'approved')
        throw new DomainError('conflict', 'This version is approved already.');
      if (version.stage === 'in_review') return;
      await setStage(manager, version, 'in_review');
      await recordOf(manager, actor, version, 'release.submitted', { revision: version.revision });
    });
  }

  /** Gives a version back to its writers, with the reason. */
  async sendBack(actor: Actor, versionId: number, reason: string): Promise<ReleaseVersion> {
    return this.change(versionId, async (manager, version) => {
      if (version.stage !== 'in_review') throw new DomainError('conflict', 'This version is not in review.');
      await setStage(manager, version, 'draft');
      await recordOf(manager, actor, version, 'release.sent_back', { reason });
    });
  }

  /**
   * Approves what the approver has read: `revision` says which save that was.
   * @throws DomainError `conflict` when it was changed since, `forbidden` when a second person is needed, `invalid`
   * when something is missing without which it cannot be sent
   */
  async approve(actor: Actor, versionId: number, revision: number): Promise<Approval> {
    return this.source.transaction(async (manager) => {
      const version = await lockVersion(manager, versionId);
      const approver = staffUserId(actor);
      if (approver === null) throw new DomainError('forbidden', 'Only the press desk approves releases.');
      await refuseUnread(manager, version, revision);
      const reason = await this.whyNot(manager, version, approver);
      if (reason !== null) throw new DomainError('forbidden', reason);
      await refuseProblems(manager, version);
      await manager.update(
        Approval,
        { versionId, voidedAt: IsNull() },
        { voidedAt: () => 'now()', voidReason: 'Approved anew.' },
      );
      const approval = await manager.save(Approval, {
        versionId,
        hash: version.contentHash,
        approvedBy: approver,
      });
      await setStage(manager, version, 'approved');
      await recordOf(manager, actor, version, 'release.approved', hashDetail(version));
      return manager.findOneByOrFail(Approval, { id: approval.id });
    });
  }

  /** Takes the approval back. Refused once mails to everyone began to leave: then only a stop or a kill helps. */
  async withdraw(actor: Actor, versionId: number, reason: string): Promise<ReleaseVersion> {
    return this.change(versionId, async (manager, version) => {
      const { generalStarted } = await dispatchFacts(manager, versionId);
      if (generalStarted)
        throw new DomainError('conflict', 'This version has gone out. Stop it or send a kill.');
      if (await voidApproval(manager, actor, version, reason || 'Withdrawn.')) return;
      throw new DomainError('conflict', 'No approval of this version stands.');
    });
  }

  private async change(
    versionId: number,
    change: (manager: EntityManager, version: ReleaseVersion) => Promise<void>,
  ): Promise<ReleaseVersion> {
    return this.source.transaction(async (manager) => {
      const version = await lockVersion(manager, versionId);
      await change(manager, version);
      return version;
    });
  }
}

/** A version and the approval under which it may be armed. */
export interface ApprovedVersion {
  version: ReleaseVersion;
  approval: Approval;
}

/**
 * The version with its standing approval of exactly its present content; locked until the transaction ends, so that
 * it can be armed.
 * @throws DomainError `conflict` when no approval stands
 */
export async function requireApproved(manager: EntityManager, versionId: number): Promise<ApprovedVersion> {
  const version = await lockVersion(manager, versionId);
  const approval = await manager.findOneBy(Approval, { versionId, voidedAt: IsNull() });
  if (approval?.hash.equals(version.contentHash)) return { version, approval };
  throw new DomainError('conflict', 'This version is not approved as it stands. Have it approved first.');
}

async function refuseUnread(
  manager: EntityManager,
  version: ReleaseVersion,
  revision: number,
): Promise<void> {
  await refuseIfSent(manager, version.id);
  if (version.revision !== revision) {
    throw new DomainError(
      'conflict',
      'This release was changed after you read it. Read it again, then approve.',
    );
  }
}

async function refuseProblems(manager: EntityManager, version: ReleaseVersion): Promise<void> {
  const stops = (await problemsOf(manager, version)).filter(({ severity }) => severity === 'stop');
  if (stops.length === 0) return;
  const fields = Object.fromEntries(stops.map(({ field, message }) => [field, message]));
  throw new DomainError(
    'invalid',
    `This cannot be sent yet: ${stops.map((p) => p.message).join(' ')}`,
    fields,
  );
}

async function countApprovers(manager: EntityManager): Promise<number> {
  const [{ count } = { count: 0 }] = await manager.query<{ count: number }[]>(
    `select count(*) as count from staff_user where disabled_at is null and role in ('admin', 'press_officer')`,
  );
  return count;
}

async function setStage(
  manager: EntityManager,
  version: ReleaseVersion,
  stage: ReleaseVersion['stage'],
): Promise<void> {
  await manager.update(ReleaseVersion, version.id, { stage });
  version.stage = stage;
}

function hashDetail(version: ReleaseVersion): Record<string, unknown> {
  return { revision: version.revision, hash: version.contentHash.toString('hex') };
}
