import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Actor } from '../../src/auth/actor.js';
import { plainTextToBody } from '../../src/rendering/plain-text-to-body.js';
import { Approval } from '../../src/releases/approval.entity.js';
import { parseEmbargo } from '../../src/releases/embargo.js';
import { newPublicId } from '../../src/releases/new-public-id.js';
import { ReleaseVersion } from '../../src/releases/release-version.entity.js';
import { Release } from '../../src/releases/release.entity.js';
import type { Role } from '../../src/users/may.js';
import { StaffUser } from '../../src/users/staff-user.entity.js';

let count = 0;

export interface BuiltUser {
  id: number;
  actor: Actor;
}

/** Somebody of the press desk, and the actor they are. */
export async function buildStaff(source: DataSource, role: Role = 'press_officer'): Promise<BuiltUser> {
  const name = `Officer ${++count}`;
  const { id } = await source
    .getRepository(StaffUser)
    .save({ email: `officer${count}-${randomBytes(3).toString('hex')}@newsroom.example`, name, role });
  return { id, actor: { kind: 'user', id, role, name } };
}

/** A version with nothing missing for sending except topics: give `audience`. A new release unless `releaseId` is given. */
export async function buildVersion(
  source: DataSource,
  given: Partial<ReleaseVersion> = {},
): Promise<ReleaseVersion & { publicId: string }> {
  const releases = source.getRepository(Release);
  const release = given.releaseId
    ? await releases.findOneByOrFail({ id: given.releaseId })
    : await releases.save({ publicId: newPublicId() });
  const versions = source.getRepository(ReleaseVersion);
  const { id } = await versions.save(
    versions.create({
      releaseId: release.id,
      number: 1,
      type: 'press_release',
      headline: `Council opens library ${++count}`,
      dateline: 'Harborview',
      body: plainTextToBody('The library opens on the quay.\n\nIt has four floors.'),
      pressContacts: [{ name: 'Tomas Berg', email: 'tomas@newsroom.example' }],
      ...given,
    }),
  );
  return Object.assign(await versions.findOneByOrFail({ id }), { publicId: release.publicId });
}

/** Columns of an embargo. */
export function embargoColumns(wall: string, zone = 'UTC'): Partial<ReleaseVersion> {
  const { instant } = parseEmbargo({ wall, zone });
  return { embargoWall: wall, embargoZone: zone, embargoAt: instant };
}

/** A standing approval of the version as it is now. */
export async function buildApproval(
  source: DataSource,
  versionId: number,
  approvedBy?: number,
): Promise<Approval> {
  const { contentHash } = await source.getRepository(ReleaseVersion).findOneByOrFail({ id: versionId });
  const approver = approvedBy ?? (await buildStaff(source)).id;
  await source.getRepository(ReleaseVersion).update(versionId, { stage: 'approved' });
  const { id } = await source
    .getRepository(Approval)
    .save({ versionId, hash: contentHash, approvedBy: approver });
  return source.getRepository(Approval).findOneByOrFail({ id });
}

export interface DispatchGiven {
  state?: 'armed' | 'paused' | 'held' | 'stopped' | 'finished';
  heldReason?: string;
  /** Seconds from now; negative: it has lifted. */
  liftIn?: number;
  /** Seconds from now; absent: no early tier. */
  earlyIn?: number;
  generalStarted?: boolean;
  earlyStarted?: boolean;
}

/** A dispatch of an approved version, as arming would make it; approves the version first if nobody has. */
export async function buildDispatch(
  source: DataSource,
  versionId: number,
  {
    state = 'armed',
    heldReason,
    liftIn = 0,
    earlyIn,
    generalStarted = false,
    earlyStarted,
  }: DispatchGiven = {},
): Promise<number> {
  const approvals = source.getRepository(Approval);
  const standing = await approvals.findOne({ where: { versionId }, order: { id: 'DESC' } });
  const approval = standing?.voidedAt === null ? standing : await buildApproval(source, versionId);
  const [{ id }] = await source.query<[{ id: number }]>(
    `insert into dispatch (version_id, approval_id, approval_hash, state, held_reason, lift_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) returning id`,
    [versionId, approval.id, approval.hash, state, heldReason ?? null, liftIn],
  );
  await buildTier(source, id, 'general', liftIn, generalStarted);
  await source.query(
    `insert into audit_entry (actor, action, subject_type, subject_id, detail)
     values ('system:test', 'dispatch.armed', 'dispatch', $1, '{}')`,
    [String(id)],
  );
  if (earlyIn !== undefined) await buildTier(source, id, 'early', earlyIn, earlyStarted ?? false);
  return id;
}

async function buildTier(
  source: DataSource,
  dispatchId: number,
  tier: string,
  opensIn: number,
  hasStarted: boolean,
): Promise<void> {
  await source.query(
    `insert into dispatch_tier (dispatch_id, tier, opens_at, frozen_at, started_at)
     values ($1, $2, now() + make_interval(secs => $3), now(), case when $4 then now() end)`,
    [dispatchId, tier, opensIn, hasStarted],
  );
}

/** What the service does at its first start: this database is the one that may send. */
export async function confirmInstallation(source: DataSource): Promise<void> {
  await source.query(`update installation set fingerprint = database_fingerprint(), confirmed_at = now()`);
}
