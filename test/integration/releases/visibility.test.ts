import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AssetsService } from '../../../src/releases/assets.service.js';
import { ReleaseVersion } from '../../../src/releases/release-version.entity.js';
import {
  everybody,
  type Reader,
  sight,
  visibleAsset,
  visibleVersion,
} from '../../../src/releases/visibility.js';
import { buildContact } from '../../support/build-contacts.js';
import {
  buildApproval,
  buildDispatch,
  buildStaff,
  buildVersion,
  confirmInstallation,
  type DispatchGiven,
} from '../../support/build-releases.js';
import { openTestDatabase } from '../../support/press-list-database.js';

let source: DataSource;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ source, close } = await openTestDatabase());
  await confirmInstallation(source);
}, 60_000);
afterAll(() => close());

const HOUR = 3600;
const staff: Reader = { kind: 'staff' };
const see = (publicId: string, reader: Reader = everybody) => sight(source.manager, publicId, reader);

async function dispatched(given: DispatchGiven, version: Partial<ReleaseVersion> = {}) {
  const built = await buildVersion(source, version);
  const dispatchId = await buildDispatch(source, built.id, given);
  return { ...built, dispatchId };
}

describe('what everybody may see', () => {
  it.each<[string, DispatchGiven, boolean]>([
    ['armed, before the lift', { liftIn: 1 }, false],
    ['armed, at the lift', { liftIn: 0 }, true],
    [
      'armed, before the lift although early access is out',
      { liftIn: HOUR, earlyIn: -HOUR, earlyStarted: true },
      false,
    ],
    ['sending', { liftIn: -1, generalStarted: true }, true],
    ['finished', { state: 'finished', liftIn: -HOUR, generalStarted: true }, true],
    ['finished without a receiver', { state: 'finished', liftIn: -HOUR }, true],
    [
      'finished before its lift, which cannot be',
      { state: 'finished', liftIn: HOUR, generalStarted: true },
      false,
    ],
    ['paused while sending', { state: 'paused', liftIn: -HOUR, generalStarted: true }, true],
    ['paused before the first mail', { state: 'paused', liftIn: -1 }, false],
    ['held because it is late', { state: 'held', heldReason: 'late', liftIn: -HOUR }, true],
    ['held while sending', { state: 'held', liftIn: -HOUR, generalStarted: true }, true],
    ['stopped while sending', { state: 'stopped', liftIn: -HOUR, generalStarted: true }, false],
    ['stopped before the lift', { state: 'stopped', liftIn: HOUR }, false],
  ])('%s', async (_, given, isSeen) => {
    const { publicId } = await dispatched(given);
    expect((await see(publicId)) !== null).toBe(isSeen);
  });

  it('is nothing of a draft or of an approved version that was not armed', async () => {
    const { publicId, id } = await buildVersion(source);
    expect(await see(publicId)).toBeNull();
    await buildApproval(source, id);
    expect(await see(publicId)).toBeNull();
  });

  it('ends when the approval is voided', async () => {
    const { publicId, id } = await dispatched({ liftIn: -1 });
    await source.query(`update approval set voided_at = now() where version_id = $1`, [id]);
    expect(await see(publicId)).toBeNull();
  });

  it('ends when the content is no longer what was approved, whoever changed it', async () => {
    const { publicId, id } = await dispatched({ liftIn: -1 });
    await source.getRepository(ReleaseVersion).update(id, { headline: 'Another headline' });
    expect(await see(publicId)).toBeNull();
  });

  it('is nothing new in a database restored from a copy, but stays what had been sent', async () => {
    const waiting = await dispatched({ liftIn: -1 });
    const sent = await dispatched({ liftIn: -1, generalStarted: true });
    await source.query(`update installation set fingerprint = 'another/1/1'`);
    try {
      expect(await see(waiting.publicId)).toBeNull();
      expect(await see(sent.publicId)).not.toBeNull();
    } finally {
      await confirmInstallation(source);
    }
  });

  it('opens by the database’s clock in a transaction that began before the lift only at its next look', async () => {
    const { publicId, dispatchId } = await dispatched({ liftIn: HOUR });
    await source.transaction(async (manager) => {
      await manager.query(`update dispatch set lift_at = clock_timestamp() where id = $1`, [dispatchId]);
      expect(await sight(manager, publicId, everybody)).toBeNull();
    });
    expect(await see(publicId)).not.toBeNull();
  });
});

describe('corrections and withdrawals', () => {
  const sentOriginal = () => dispatched({ state: 'finished', liftIn: -HOUR, generalStarted: true });
  const followUp = (releaseId: number, kind: ReleaseVersion['kind'], number = 2) =>
    buildVersion(source, { releaseId, number, kind, notice: `This is a ${kind}.`, headline: `A ${kind}` });

  it('shows the original until the correction lifts, then the correction with its words and time', async () => {
    const { publicId, releaseId, id } = await sentOriginal();
    const correction = await followUp(releaseId, 'correction');
    expect(await see(publicId)).toMatchObject({ versionId: id, notices: [] });
    await buildDispatch(source, correction.id, { liftIn: 0 });
    const seen = await see(publicId);
    expect(seen).toMatchObject({ versionId: correction.id, kind: 'correction' });
    expect(seen?.notices).toEqual([
      { kind: 'correction', notice: 'This is a correction.', at: expect.any(Date) },
    ]);
    expect(seen!.openedAt.getTime()).toBeGreaterThan(seen!.firstOpenedAt.getTime());
  });

  it('shows the withdrawal after a kill of what was public', async () => {
    const { publicId, releaseId } = await sentOriginal();
    const kill = await followUp(releaseId, 'kill');
    await buildDispatch(source, kill.id);
    expect(await see(publicId)).toMatchObject({ versionId: kill.id, kind: 'kill' });
  });

  it('shows the withdrawal of what was stopped while it was going out', async () => {
    const { publicId, releaseId } = await dispatched({
      state: 'stopped',
      liftIn: -HOUR,
      generalStarted: true,
    });
    expect(await see(publicId)).toBeNull();
    const kill = await followUp(releaseId, 'kill');
    await buildDispatch(source, kill.id);
    expect(await see(publicId)).toMatchObject({ kind: 'kill' });
  });

  it.each(['kill', 'hold'] as const)('shows nothing of a %s for early readers alone', async (kind) => {
    const { publicId, releaseId } = await dispatched({
      state: 'stopped',
      liftIn: HOUR,
      earlyIn: -HOUR,
      earlyStarted: true,
    });
    const notice = await followUp(releaseId, kind);
    await buildDispatch(source, notice.id, { generalStarted: true });
    expect(await see(publicId)).toBeNull();
  });
});

describe('early access', () => {
  const early = (contactId: number, releaseId: number): Reader => ({ kind: 'early', contactId, releaseId });
  const armed: DispatchGiven = { liftIn: HOUR, earlyIn: -1 };

  async function reader(
    releaseId: number,
    contact: Parameters<typeof buildContact>[1] = {},
    answer = 'accepted',
  ) {
    const { id } = await buildContact(source, { trust: 'trusted', ...contact });
    await source.query(
      `insert into terms_answer (contact_id, release_id, answer, text_hash) values ($1, $2, $3, 'x')`,
      [id, releaseId, answer],
    );
    return early(id, releaseId);
  }

  it('sees the release before the lift, and others still do not', async () => {
    const { publicId, releaseId } = await dispatched(armed);
    expect(await see(publicId, await reader(releaseId))).toMatchObject({ isEarly: true });
    expect(await see(publicId)).toBeNull();
  });

  it.each<[string, DispatchGiven]>([
    ['its own time has not come', { liftIn: HOUR, earlyIn: 60 }],
    ['there is no early tier', { liftIn: HOUR }],
    ['it was stopped', { ...armed, state: 'stopped', earlyStarted: true }],
    ['it was paused before the first early mail', { ...armed, state: 'paused' }],
  ])('sees nothing when %s', async (_, given) => {
    const { publicId, releaseId } = await dispatched(given);
    expect(await see(publicId, await reader(releaseId))).toBeNull();
  });

  it.each<[string, Parameters<typeof buildContact>[1], string]>([
    ['they declined the terms', {}, 'declined'],
    ['they are not trusted', { trust: 'none' }, 'accepted'],
    ['their trust is suspended', { trust: 'suspended' }, 'accepted'],
    ['they changed outlet', { trustOutletId: 999_999 }, 'accepted'],
  ])('sees nothing when %s', async (_, contact, answer) => {
    const { publicId, releaseId } = await dispatched(armed);
    expect(await see(publicId, await reader(releaseId, contact, answer))).toBeNull();
  });

  it('sees nothing with the acceptance of another release', async () => {
    const { publicId } = await dispatched(armed);
    const other = await dispatched(armed);
    expect(await see(publicId, await reader(other.releaseId))).toBeNull();
  });

  it('sees nothing once their address is suppressed', async () => {
    const { publicId, releaseId } = await dispatched(armed);
    const who = await reader(releaseId, { email: 'gone@desk.example' });
    await source.query(
      `insert into suppression (email_hash, reason, source) values (email_hash('gone@desk.example'), 'hard_bounce', 'test')`,
    );
    expect(await see(publicId, who)).toBeNull();
  });

  it('sees nothing of another release with the session of this one', async () => {
    const { releaseId } = await dispatched(armed);
    const other = await dispatched(armed);
    const who = await reader(releaseId);
    await source.query(
      `insert into terms_answer (contact_id, release_id, answer, text_hash)
       select contact_id, $1, answer, text_hash from terms_answer where release_id = $2`,
      [other.releaseId, releaseId],
    );
    expect(await see(other.publicId, who)).toBeNull();
  });

  it('sees after the lift what everybody sees', async () => {
    const { publicId, releaseId } = await dispatched({ liftIn: -1, earlyIn: -HOUR });
    expect(await see(publicId, await reader(releaseId))).toMatchObject({ isEarly: false });
  });
});

describe('the desk', () => {
  it('sees the newest version whatever its stage, marked as not public', async () => {
    const { publicId } = await buildVersion(source);
    expect(await see(publicId, staff)).toMatchObject({ isEarly: true });
    const seen = await visibleVersion(source.manager, publicId, staff);
    expect(seen?.version.headline).toMatch(/Council/);
  });
});

describe('pictures and files', () => {
  async function withFile(given: DispatchGiven) {
    const { actor } = await buildStaff(source);
    const assets = new AssetsService(source);
    const asset = await assets.addFile(actor, { fileName: 'figures.csv', content: Buffer.from('a,b') });
    const file = {
      fileId: asset.publicId,
      sha256: 'x',
      name: 'figures.csv',
      mediaType: 'text/csv',
      bytes: 3,
    };
    return { asset, version: await dispatched(given, { files: [file] }) };
  }
  const seeAsset = (publicId: string, reader: Reader = everybody) =>
    visibleAsset(source.manager, publicId, reader);

  it('open with the version that shows them', async () => {
    const before = await withFile({ liftIn: 1 });
    expect(await seeAsset(before.asset.publicId)).toBeNull();
    expect(await seeAsset(before.asset.publicId, staff)).not.toBeNull();
    const after = await withFile({ liftIn: 0 });
    expect(await seeAsset(after.asset.publicId)).toMatchObject({
      versionId: after.version.id,
      isEarly: false,
    });
  });

  it('close when a later version no longer shows them, and after a kill', async () => {
    const { asset, version } = await withFile({ state: 'finished', generalStarted: true });
    const correction = await buildVersion(source, {
      releaseId: version.releaseId,
      number: 2,
      kind: 'correction',
    });
    await buildDispatch(source, correction.id, { generalStarted: true });
    expect(await seeAsset(asset.publicId)).toBeNull();
    const killed = await withFile({ state: 'finished', generalStarted: true });
    const { files } = killed.version;
    const kill = await buildVersion(source, {
      releaseId: killed.version.releaseId,
      number: 2,
      kind: 'kill',
      files,
    });
    await buildDispatch(source, kill.id);
    expect(await seeAsset(killed.asset.publicId)).toBeNull();
  });

  it('are nothing without a release, and nothing under a name that does not exist', async () => {
    const { actor } = await buildStaff(source);
    const content = Buffer.from('x');
    const asset = await new AssetsService(source).addFile(actor, { fileName: 'a.txt', content });
    expect(await seeAsset(asset.publicId)).toBeNull();
    expect(await seeAsset('nowhere', staff)).toBeNull();
  });

  it('never change', async () => {
    const { asset } = await withFile({ liftIn: 1 });
    const change = source.query(`update asset_content set content = 'y' where asset_id = $1`, [asset.id]);
    await expect(change).rejects.toThrow('never changes');
  });
});
