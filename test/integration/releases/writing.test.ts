import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { readEnv } from '../../../src/config/env.js';
import { DomainError } from '../../../src/errors/domain-error.js';
import { ApprovalsService, requireApproved } from '../../../src/releases/approvals.service.js';
import { EmbargoService } from '../../../src/releases/embargo.service.js';
import { FollowUpsService } from '../../../src/releases/follow-ups.service.js';
import { changedSinceApproval, historyOf } from '../../../src/releases/release-history.js';
import { listReleases, versionsOf } from '../../../src/releases/release-summaries.js';
import { draftFields, newReleaseFields } from '../../../src/releases/release-fields.js';
import { ReleaseVersion } from '../../../src/releases/release-version.entity.js';
import { ReleasesService } from '../../../src/releases/releases.service.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { buildDispatch, buildStaff, type BuiltUser } from '../../support/build-releases.js';
import { openTestDatabase } from '../../support/press-list-database.js';

let source: DataSource;
let close: () => Promise<void>;
let writer: BuiltUser;
let reviewer: BuiltUser;
let topicId: number;
let releases: ReleasesService;
let approvals: ApprovalsService;
let embargoes: EmbargoService;
let followUps: FollowUpsService;

beforeAll(async () => {
  ({ source, close } = await openTestDatabase());
  const env = readEnv({});
  releases = new ReleasesService(source, env);
  approvals = new ApprovalsService(source, { SECOND_PERSON: true });
  embargoes = new EmbargoService(source, env);
  followUps = new FollowUpsService(source);
  [writer, reviewer] = [await buildStaff(source), await buildStaff(source, 'admin')];
  topicId = (await buildTopic(source)).id;
}, 60_000);
afterAll(() => close());

const complete = {
  headline: 'Council opens library',
  dateline: 'Harborview',
  body: 'The library opens on the quay.',
  pressContacts: [{ name: 'Tomas Berg', phone: '+46 31 555 0142' }],
};

async function drafted(more: Record<string, unknown> = {}): Promise<ReleaseVersion> {
  return releases.create(writer.actor, newReleaseFields.parse({ ...complete, topics: [topicId], ...more }));
}

async function approved(): Promise<ReleaseVersion> {
  const version = await drafted();
  await approvals.submit(writer.actor, version.id);
  await approvals.approve(reviewer.actor, version.id, version.revision);
  return stored(version.id);
}

const stored = (id: number) => source.getRepository(ReleaseVersion).findOneByOrFail({ id });
const save = (version: ReleaseVersion, user: BuiltUser, revision: number, fields: Record<string, unknown>) =>
  releases.edit(user.actor, version.id, revision, draftFields.parse(fields));

async function actionsOf(releaseId: number): Promise<string[]> {
  const rows = await source.query<{ action: string }[]>(
    `select action from audit_entry where subject_type = 'release' and subject_id = $1 order by id`,
    [String(releaseId)],
  );
  return rows.map(({ action }) => action);
}

describe('writing a release', () => {
  it('begins with a draft of the newsroom’s language and an address that cannot be guessed', async () => {
    const version = await releases.create(writer.actor, newReleaseFields.parse({}));
    const [summary] = await listReleases(source.manager);
    expect(version).toMatchObject({
      number: 1,
      kind: 'original',
      stage: 'draft',
      revision: 1,
      language: 'en',
    });
    expect(summary).toMatchObject({ versionId: version.id, state: 'draft' });
    expect(summary?.publicId).toMatch(/^[\w-]{22}$/);
  });

  it('saves parts as they are typed and keeps each save for comparison', async () => {
    const version = await drafted();
    await save(version, writer, 1, { subhead: 'On the quay' });
    await save(version, writer, 2, { body: 'New text.' });
    const history = await historyOf(source.manager, version.id);
    expect(history.map(({ revision, changed }) => [revision, changed])).toEqual([
      [3, ['body']],
      [2, ['subhead']],
      [1, []],
    ]);
    expect(await stored(version.id)).toMatchObject({
      revision: 3,
      headline: complete.headline,
      subhead: 'On the quay',
    });
  });

  it('does not count a save that changes nothing', async () => {
    const version = await drafted();
    const again = await save(version, writer, 1, { headline: complete.headline, body: complete.body });
    expect(again.revision).toBe(1);
  });

  it('keeps what two people wrote in different parts', async () => {
    const version = await drafted();
    await save(version, writer, 1, { headline: 'By the writer' });
    const both = await save(version, reviewer, 1, { subhead: 'By the reviewer' });
    expect(both).toMatchObject({ revision: 3, headline: 'By the writer', subhead: 'By the reviewer' });
  });

  it('refuses to overwrite the part that somebody else saved and says who it was', async () => {
    const version = await drafted();
    await save(version, reviewer, 1, { headline: 'By the reviewer' });
    const refused = await save(version, writer, 1, { headline: 'By the writer' }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({
      code: 'conflict',
      fields: { headline: expect.stringContaining('Officer') },
    });
    expect((await stored(version.id)).headline).toBe('By the reviewer');
  });

  it('lets only one of two saves of the same part at the same moment win', async () => {
    const version = await drafted();
    const results = await Promise.allSettled([
      save(version, writer, 1, { headline: 'A' }),
      save(version, reviewer, 1, { headline: 'B' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('refuses pictures, files and topics that are not here', async () => {
    await expect(drafted({ image: { imageId: 'nowhere' } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(drafted({ files: [{ fileId: 'nowhere' }] })).rejects.toMatchObject({ code: 'invalid' });
    await expect(drafted({ topics: [999_999] })).rejects.toMatchObject({
      fields: { topics: expect.any(String) },
    });
    const body = { type: 'doc', content: [{ type: 'image', attrs: { imageId: 'nowhere' } }] };
    await expect(drafted({ body })).rejects.toMatchObject({ fields: { body: expect.any(String) } });
  });

  it('finds releases by the words of their text', async () => {
    const version = await drafted({ headline: 'Ferries', body: 'The zeppelins are moored at the harbour.' });
    const found = await listReleases(source.manager, { search: 'zeppelin' });
    expect(found.map(({ versionId }) => versionId)).toEqual([version.id]);
  });
});

describe('approval', () => {
  it('is of the content at that moment and stands for arming', async () => {
    const version = await approved();
    const { approval } = await source.transaction((manager) => requireApproved(manager, version.id));
    expect(approval.hash.equals(version.contentHash)).toBe(true);
    expect(await actionsOf(version.releaseId)).toEqual([
      'release.created',
      'release.submitted',
      'release.approved',
    ]);
  });

  it.each<[string, (version: ReleaseVersion) => Promise<unknown>]>([
    ['the text', (version) => save(version, writer, version.revision, { body: 'Other.' })],
    ['the subject', (version) => save(version, writer, version.revision, { subject: 'Other' })],
    ['the press contact', (version) => save(version, writer, version.revision, { pressContacts: [] })],
    ['the audience', (version) => releases.setAudience(writer.actor, version.id, { topics: [] })],
    [
      'the embargo',
      (version) =>
        embargoes.set(writer.actor, version.id, {
          wall: '2031-01-07T09:00',
          zone: 'UTC',
          early: null,
          stopAfter: null,
        }),
    ],
  ])('is voided when %s changes, in the same transaction and with the reason', async (_, change) => {
    const version = await approved();
    await change(version);
    const after = await stored(version.id);
    expect(after.stage).toBe('draft');
    await expect(source.transaction((m) => requireApproved(m, version.id))).rejects.toMatchObject({
      code: 'conflict',
    });
    const [approval] = await source.query(`select * from approval where version_id = $1`, [version.id]);
    expect(approval.void_reason).toMatch(/^Changed: /);
    expect(await actionsOf(version.releaseId)).toContain('release.approval_voided');
    expect(await changedSinceApproval(source.manager, version.id)).toHaveLength(_ === 'the embargo' ? 3 : 1);
  });

  it('is refused to whoever made the last change while somebody else could give it', async () => {
    const version = await drafted();
    await expect(approvals.approve(writer.actor, version.id, 1)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is refused when the text was changed after it was read', async () => {
    const version = await drafted();
    await save(version, writer, 1, { headline: 'Newer' });
    await expect(approvals.approve(reviewer.actor, version.id, 1)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is refused while something is missing, with a sentence at each place', async () => {
    const version = await drafted({ headline: '', pressContacts: [], topics: [] });
    const refused = await approvals.approve(reviewer.actor, version.id, 1).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid' });
    expect(Object.keys((refused as DomainError).fields).sort()).toEqual([
      'headline',
      'pressContacts',
      'topics',
    ]);
  });

  it('can be withdrawn until mails to everyone leave', async () => {
    const version = await approved();
    await approvals.withdraw(reviewer.actor, version.id, 'Legal asked.');
    expect((await stored(version.id)).stage).toBe('draft');
    const sent = await approved();
    await buildDispatch(source, sent.id, { generalStarted: true });
    await expect(approvals.withdraw(reviewer.actor, sent.id, '')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('goes back to the writers with a reason', async () => {
    const version = await drafted();
    await approvals.submit(writer.actor, version.id);
    await approvals.sendBack(reviewer.actor, version.id, 'The figure is wrong.');
    expect((await stored(version.id)).stage).toBe('draft');
    await expect(approvals.sendBack(reviewer.actor, version.id, '')).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('the embargo of a release', () => {
  const plan = { wall: '2031-01-07T09:00', zone: 'America/New_York', early: null, stopAfter: null };

  it('is kept as wall time, zone and instant and shown in the zones of those who get it', async () => {
    const contact = await buildContact(source, { timeZone: 'Asia/Tokyo' });
    await buildSubscription(source, contact.id, topicId);
    const version = await embargoes.set(writer.actor, (await drafted()).id, {
      ...plan,
      early: '2031-01-06T09:00',
    });
    expect(version.embargo).toEqual({
      wall: plan.wall,
      zone: plan.zone,
      instant: new Date('2031-01-07T14:00:00Z'),
    });
    expect(version.earlyAt).toEqual(new Date('2031-01-06T14:00:00Z'));
    const shown = await embargoes.describe(version);
    expect(shown?.weekday).toBe('Tuesday');
    expect(shown?.recipients).toEqual([expect.objectContaining({ zone: 'Asia/Tokyo', time: '23:00' })]);
  });

  it.each([
    ['embargo', { wall: '2020-01-07T09:00' }],
    ['embargo', { wall: '2031-03-09T02:30' }],
    ['early', { early: '2031-01-07T09:00' }],
    ['early', { wall: null, early: '2031-01-06T09:00' }],
    ['stopAfter', { stopAfter: '2031-01-07T08:00' }],
  ])('is refused at %s for %j', async (field, wrong) => {
    const { id } = await drafted();
    const refused = embargoes.set(writer.actor, id, { ...plan, ...wrong });
    await expect(refused).rejects.toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } });
  });

  it('can be taken away again', async () => {
    const { id } = await drafted();
    await embargoes.set(writer.actor, id, plan);
    const version = await embargoes.set(writer.actor, id, { ...plan, wall: null });
    expect(version.embargo).toBeNull();
  });
});

describe('a release that has gone out', () => {
  async function sent(): Promise<ReleaseVersion> {
    const version = await approved();
    await buildDispatch(source, version.id, { state: 'finished', generalStarted: true });
    return version;
  }

  it('can no longer be changed', async () => {
    const version = await sent();
    const change = save(version, writer, version.revision, { headline: 'Other' });
    await expect(change).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each(['correction', 'update', 'hold', 'kill'] as const)(
    'is followed by a %s with its content',
    async (kind) => {
      const version = await sent();
      const next = await followUps.start(writer.actor, version.releaseId, kind, 'The date was wrong.');
      expect(next).toMatchObject({
        kind,
        number: 2,
        headline: version.headline,
        body: version.body,
        notice: 'The date was wrong.',
        stage: 'draft',
        revision: 1,
      });
      expect(await actionsOf(version.releaseId)).toContain(`release.${kind}_started`);
    },
  );

  it('shows as corrected once the correction goes out, and as killed after a kill', async () => {
    const version = await sent();
    const { publicId } = (await versionsOf(source.manager, await publicIdOf(version)))[0]!;
    const correction = await followUps.startCorrection(writer.actor, version.releaseId, 'Wrong date.');
    expect((await versionsOf(source.manager, publicId)).map(({ state }) => state)).toEqual(['draft', 'sent']);
    await buildDispatch(source, correction.id, { generalStarted: true });
    expect((await versionsOf(source.manager, publicId)).map(({ state }) => state)).toEqual([
      'sending',
      'corrected',
    ]);
    const kill = await followUps.startKill(writer.actor, version.releaseId, 'All wrong.');
    await buildDispatch(source, kill.id, { state: 'finished', generalStarted: true });
    const states = (await versionsOf(source.manager, publicId)).map(({ state }) => state);
    expect(states).toEqual(['sent', 'killed', 'killed']);
  });

  it('is not corrected while only early readers have it: everyone else would still get the mistake', async () => {
    const version = await approved();
    const dispatch = await buildDispatch(source, version.id, { liftIn: 3600, earlyIn: -60 });
    await source.query(
      `update dispatch_tier set started_at = now() where dispatch_id = $1 and tier = 'early'`,
      [dispatch],
    );
    for (const kind of ['correction', 'update'] as const) {
      const start = followUps.start(writer.actor, version.releaseId, kind, 'Wrong date.');
      await expect(start).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('write it anew'),
      });
    }
    const kill = await followUps.startKill(writer.actor, version.releaseId, 'The date is wrong.');
    expect(kill).toMatchObject({ kind: 'kill', embargoAt: null });
  });

  it('is corrected at once after an early lift, whatever embargo it was given', async () => {
    const version = await approved();
    await source.query(`update dispatch set state = 'stopped' where version_id = $1`, [version.id]);
    await buildDispatch(source, version.id, { liftIn: -1, generalStarted: true });
    const correction = await followUps.startCorrection(writer.actor, version.releaseId, 'Wrong date.');
    expect(correction).toMatchObject({ embargoWall: null, embargoAt: null, earlyAt: null });
  });

  it('is followed only after something went out, and not by two corrections at once', async () => {
    const draft = await drafted();
    const early = followUps.startCorrection(writer.actor, draft.releaseId, 'x');
    await expect(early).rejects.toMatchObject({ code: 'conflict' });
    const version = await sent();
    await followUps.startCorrection(writer.actor, version.releaseId, 'x');
    const second = followUps.startCorrection(writer.actor, version.releaseId, 'y');
    await expect(second).rejects.toMatchObject({ code: 'conflict' });
  });

  async function publicIdOf({ releaseId }: ReleaseVersion): Promise<string> {
    const [row] = await source.query<{ publicId: string }[]>(
      `select public_id as "publicId" from release where id = $1`,
      [releaseId],
    );
    return row!.publicId;
  }
});
