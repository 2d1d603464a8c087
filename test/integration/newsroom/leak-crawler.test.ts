import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { DispatchService } from '../../../src/dispatch/dispatch.service.js';
import { readEnv } from '../../../src/config/env.js';
import { createLog } from '../../../src/ops/log.js';
import { roles } from '../../../src/users/may.js';
import { signToken, parseSecrets } from '../../../src/auth/signed-token.js';
import { signLinkToken } from '../../../src/engagement/link-token.js';
import { Routes } from '../../../src/http/routes.js';
import { earlyCookie, earlySessionToken } from '../../../src/newsroom/early-session.js';
import { earlyPath } from '../../../src/releases/early-link.js';
import { AssetsService } from '../../../src/releases/assets.service.js';
import { newPublicId } from '../../../src/releases/new-public-id.js';
import type { BodyDoc, BodyMark, BodyNode } from '../../../src/rendering/parse-body.js';
import { buildContact, buildTopic } from '../../support/build-contacts.js';
import {
  buildApproval,
  buildDispatch,
  buildStaff,
  buildVersion,
  confirmInstallation,
} from '../../support/build-releases.js';
import { type Answer, Client, TEST_SECRET, TestApp } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

/** In every field and file of the release under embargo, and nowhere else. */
const CANARY = 'Xyzzyplugh';

/** Every line that the web process and the worker log. */
const logged: string[] = [];
const keptLog = () => createLog('debug', { write: (line) => void logged.push(line) });

const keys = parseSecrets(TEST_SECRET);
let app: TestApp;
let topicSlug: string;
let topicId: number;
beforeAll(async () => {
  app = await TestApp.start({ log: keptLog(), env: { LOG_LEVEL: 'debug' } });
  await confirmInstallation(app.database);
  ({ id: topicId, slug: topicSlug } = await buildTopic(app.database, { slug: 'borders', name: 'Borders' }));
}, 90_000);
afterAll(() => app.stop());

interface Planted {
  publicId: string;
  releaseId: number;
  versionId: number;
  contentHash: string;
  imageId: string;
  bodyImageId: string;
  fileId: string;
  dispatchId: number;
}

/** A release that says the canary wherever it can, armed to lift in so many seconds. */
async function plant(liftIn: number): Promise<Planted> {
  const version = await write();
  const dispatchId = await buildDispatch(app.database, version.versionId, { liftIn, earlyIn: -60 });
  return { ...version, dispatchId };
}

/** The same, not yet approved. */
async function write(embargoAt = new Date('2031-01-06T09:00:00Z')): Promise<Omit<Planted, 'dispatchId'>> {
  const { actor } = await buildStaff(app.database);
  const assets = app.service(AssetsService);
  const picture = await sharp({ create: { width: 800, height: 500, channels: 3, background: '#345' } })
    .png()
    .toBuffer();
  const image = await assets.addImage(actor, { fileName: `${CANARY}.png`, content: picture });
  const inBody = await assets.addImage(actor, { fileName: `${CANARY} too.png`, content: picture });
  const file = await assets.addFile(actor, {
    fileName: `${CANARY}.txt`,
    content: Buffer.from(`${CANARY} figures`),
  });
  const hex = (sha256: Buffer) => sha256.toString('hex');
  const version = await buildVersion(app.database, {
    type: 'advisory',
    headline: `${CANARY} headline`,
    subhead: `${CANARY} subhead`,
    dateline: `${CANARY}ville`,
    body: everyKindOfBlock(inBody.publicId),
    advisory: {
      who: `${CANARY} who`,
      what: `${CANARY} what`,
      where: `${CANARY} where`,
      starts: { wall: '2031-01-07T09:00', zone: 'UTC', at: '2031-01-07T09:00:00.000Z' },
      ends: null,
      more: [{ label: `${CANARY} label`, text: `${CANARY} more` }],
    },
    image: {
      imageId: image.publicId,
      sha256: hex(image.sha256),
      width: 800,
      height: 500,
      alt: `${CANARY} alt`,
      credit: `${CANARY} credit`,
      caption: `${CANARY} caption`,
    },
    files: [
      {
        fileId: file.publicId,
        sha256: hex(file.sha256),
        name: `${CANARY}.txt`,
        mediaType: 'text/plain',
        bytes: 9,
      },
    ],
    pressContacts: [
      { name: `${CANARY} Berg`, role: `${CANARY} role`, email: `${CANARY}@newsroom.example`, phone: '+1' },
    ],
    boilerplate: `${CANARY} boilerplate`,
    subject: `${CANARY} subject`,
    preheader: `${CANARY} preheader`,
    audience: { topics: [topicId] },
    embargoWall: embargoAt.toISOString().slice(0, 16),
    embargoZone: 'UTC',
    embargoAt,
  });
  const { publicId, releaseId, id: versionId, contentHash } = version;
  return {
    publicId,
    releaseId,
    versionId,
    contentHash: hex(contentHash),
    imageId: image.publicId,
    bodyImageId: inBody.publicId,
    fileId: file.publicId,
  };
}

/** A body in which each kind of block, mark and attribute says the canary. */
function everyKindOfBlock(imageId: string): BodyDoc {
  const text = (words: string): BodyNode[] => [{ type: 'text', text: `${CANARY} ${words}` }];
  const paragraph = (words: string): BodyNode => ({ type: 'paragraph', content: text(words) });
  const marks: BodyMark[] = [{ type: 'link', attrs: { href: `https://example.org/${CANARY}` } }];
  return {
    type: 'doc',
    content: [
      paragraph('body.'),
      { type: 'heading', attrs: { level: 2 }, content: text('heading') },
      { type: 'paragraph', content: [{ type: 'text', text: 'Read more', marks }] },
      { type: 'bullet_list', content: [{ type: 'list_item', content: [paragraph('item')] }] },
      { type: 'pull_quote', attrs: { attribution: `${CANARY} speaker` }, content: [paragraph('quote')] },
      {
        type: 'image',
        attrs: { imageId, alt: `${CANARY} alt`, credit: `${CANARY} credit`, caption: `${CANARY} caption` },
      },
    ],
  };
}

const SIZES = ['w640.webp', 'w640.jpg', 'w1280.webp', 'w1280.jpg', 'w1920.webp', 'w1920.jpg', 'original'];

/** Every GET route with every id of the release in every place, and the addresses that people would guess. */
function addresses(planted: Planted, links: string[]): string[] {
  const { publicId, releaseId, versionId, imageId, bodyImageId, fileId, dispatchId, contentHash } = planted;
  const ids = [publicId, imageId, bodyImageId, fileId, releaseId, versionId, dispatchId].map(String);
  const routes = app.service(Routes).all();
  const ofRoutes = routes
    .filter(({ method }) => method === 'GET' || method === 'ALL')
    .flatMap(({ path }) => (path.includes(':') ? ids.map((id) => filled(path, id)) : [path]));
  return [
    ...new Set([
      ...ofRoutes,
      ...[imageId, bodyImageId].flatMap((id) => SIZES.map((size) => `/media/${id}/${size}`)),
      `/files/${fileId}/figures.txt`,
      ...['', '/', '/guess', '/event.ics', '/ninjs.json'].map((end) => `/r/${publicId}${end}`),
      `/R/${publicId}`,
      `/?q=headline`,
      `/?q=body&type=advisory`,
      `/?topic=${topicSlug}`,
      `/?from=2020-01-01&to=2040-01-01`,
      `/topics/${topicSlug}?type=advisory`,
      `/topics/${topicSlug}`,
      ...['xml', 'atom', 'json'].map((format) => `/topics/${topicSlug}/feed.${format}`),
      `/verify?number=${releaseId}.1`,
      `/verify?number=${contentHash}`,
      `/verify?number=${publicId}`,
      ...links,
    ]),
  ];
}

function filled(path: string, id: string): string {
  return path.replace(':slug', topicSlug).replace(/:\w+/g, id).replace('*', id);
}

function saysCanary({ text, headers }: Answer): boolean {
  const all = `${text}\n${[...headers].map((header) => header.join(': ')).join('\n')}`;
  return all.toLowerCase().includes(CANARY.toLowerCase());
}

function isImage({ headers }: Answer): boolean {
  return (headers.get('content-type') ?? '').startsWith('image/');
}

/** The paths at which this client sees anything of it; eight are asked at a time. */
async function leaks(client: Client, paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < paths.length; i += 8) {
    const asked = paths.slice(i, i + 8).map(async (path) => ((await leaksAt(client, path)) ? [path] : []));
    found.push(...(await Promise.all(asked)).flat());
  }
  return found;
}

async function leaksAt(client: Client, path: string): Promise<boolean> {
  const answer = await client.get(path);
  // The picture in mails is the same for whatever stands in its address, so it says nothing.
  return (isImage(answer) && !path.startsWith('/o/')) || saysCanary(answer);
}

const anonymous = () => app.anonymous();

/** Journalists with links that are genuine and not for this release, and one who declined its terms. */
async function strangers(planted: Planted): Promise<{ clients: Client[]; links: string[] }> {
  const other = await plantHarmless();
  const trusted = await buildContact(app.database, { trust: 'trusted' });
  const declined = await buildContact(app.database, { trust: 'trusted' });
  await terms(trusted.id, other.releaseId, 'accepted');
  await terms(declined.id, planted.releaseId, 'declined');
  const session = (contactId: number, releaseId: number) => {
    const token = earlySessionToken(app.env, { kind: 'early', contactId, releaseId }, new Date());
    return new Client(app.url, { cookie: `${earlyCookie(app.env).name}=${token}` });
  };
  const forged = signToken(keys, 'preferences', [trusted.id, planted.releaseId]);
  return {
    clients: [
      session(trusted.id, other.releaseId),
      session(declined.id, planted.releaseId),
      session(trusted.id, planted.releaseId),
      new Client(app.url, { cookie: `${earlyCookie(app.env).name}=${forged}` }),
      new Client(app.url, { authorization: 'Bearer dl_nothing' }),
    ],
    links: [
      earlyPath(keys, trusted.id, other.releaseId),
      earlyPath(keys, trusted.id, planted.releaseId),
      earlyPath(keys, declined.id, planted.releaseId),
      `/e/${forged}`,
      await countedLink(planted),
    ],
  };
}

/** The counted link of a mail that should not have left yet, to an address that the release alone tells. */
async function countedLink({ dispatchId }: Planted): Promise<string> {
  const { manager } = app.database;
  await manager.query(
    `insert into measuring (dispatch_id, secret, links, least, ends_at) values ($1, 'x', 1, 10, now() + interval '1 day')
     on conflict do nothing`,
    [dispatchId],
  );
  await manager.query(
    `insert into measured_link (dispatch_id, number, url) values ($1, 0, $2) on conflict do nothing`,
    [dispatchId, `https://${CANARY}.example/`],
  );
  const { id: contactId } = await buildContact(app.database, {});
  const [{ id }] = await manager.query<[{ id: number }]>(
    `insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, transmitting_at)
     values ($1, 'general', 99, $2::bigint, $2::bigint || '@daily.example', 'daily.example', now()) returning id`,
    [dispatchId, contactId],
  );
  return `/l/0/${signLinkToken(keys, id)}`;
}

async function terms(contactId: number, releaseId: number, answer: string): Promise<void> {
  await app.database.query(
    `insert into terms_answer (contact_id, release_id, answer, text_hash) values ($1, $2, $3, 'x')`,
    [contactId, releaseId, answer],
  );
}

async function plantHarmless(): Promise<{ releaseId: number }> {
  const version = await buildVersion(app.database, { audience: { topics: [topicId] } });
  await buildDispatch(app.database, version.id, { liftIn: 3600, earlyIn: -60 });
  return version;
}

describe('before the lift', () => {
  it('no route says a word of the release to anybody who may not read it', async () => {
    const planted = await plant(3600);
    const { clients, links } = await strangers(planted);
    const paths = addresses(planted, links);
    expect(paths.length).toBeGreaterThan(60);
    for (const client of [anonymous(), ...clients]) expect(await leaks(client, paths)).toEqual([]);
  }, 300_000);

  it.each(roles)(
    'the newsroom says no more to somebody signed in as %s',
    async (role) => {
      const planted = await plant(3600);
      const { links } = await strangers(planted);
      // The desk previews pictures and files at the newsroom's own addresses; no cache may keep those.
      const isFile = (path: string) => path.startsWith('/media/') || path.startsWith('/files/');
      const isDesk = (path: string) => path.startsWith('/desk') || path.startsWith('/api');
      const all = addresses(planted, links).filter((path) => !isDesk(path));
      const paths = all.filter((path) => !isFile(path));
      expect(paths.length).toBeGreaterThan(40);
      const staff = await app.as(role);
      const files = await Promise.all(all.filter(isFile).map((path) => staff.get(path)));
      const kept = files.filter(({ headers }) => !headers.get('cache-control')?.includes('no-store'));
      expect(kept.map(({ headers }) => headers.get('cache-control'))).toEqual([]);
      expect(await leaks(staff, paths)).toEqual([]);
    },
    120_000,
  );

  it('no error page, answer to a wrong request or line of the log says a word of it', async () => {
    const { publicId, contentHash } = await plant(3600);
    const officer = await app.withToken('press_officer');
    const wrong = [
      anonymous().send('POST', `/r/${publicId}`),
      anonymous().get(`/r/${publicId}?q=%00`),
      anonymous().get(`/r/${publicId}/%E0%A4%A`),
      anonymous().get(`/media/${publicId}/w640.webp`, { range: 'bytes=0-1' }),
      anonymous().form('/verify', { number: contentHash }),
      anonymous().json('POST', `/api/releases/${publicId}/dispatches`),
      officer.json('PATCH', `/api/releases/${publicId}`, { revision: 99, headline: 'Other' }),
      officer.json('POST', `/api/releases/${publicId}/approval`, { revision: 99 }),
      officer.json('POST', `/api/releases/${publicId}/corrections`, { notice: 'x' }),
      officer.json('POST', `/api/releases/${publicId}/dispatches`),
    ];
    const answers = await Promise.all(wrong);
    expect(answers.filter(({ status }) => status < 400 || status >= 500).map(({ status }) => status)).toEqual(
      [],
    );
    expect(answers.filter(saysCanary)).toEqual([]);
    expect(logged.filter((line) => line.toLowerCase().includes(CANARY.toLowerCase()))).toEqual([]);
    expect(logged.length).toBeGreaterThan(0);
  });

  it('the queue and the log of a worker that waits for the lift say nothing of it', async () => {
    const [{ soon }] = await app.database.query<[{ soon: Date }]>(
      `select now() + interval '8 seconds' as soon`,
    );
    const { versionId } = await write(soon);
    const { id: contactId } = await buildContact(app.database, {});
    await app.database.query(
      `insert into subscription (contact_id, topic_id, state) values ($1, $2, 'active')`,
      [contactId, topicId],
    );
    await buildApproval(app.database, versionId);
    const receiver = await SmtpReceiver.start();
    const env = readEnv({ ...sameDatabase(), SMTP_URL: receiver.url });
    const worker = await startWorker(env as typeof env & { DATABASE_URL: string }, keptLog());
    try {
      const { actor } = await buildStaff(app.database);
      const { id } = await app.service(DispatchService).arm(actor, versionId);
      const queued = await untilQueued(id);
      expect(queued.jobs).toBeGreaterThan(0);
      expect(queued.hasLifted).toBe(false);
      expect(await queueRowsWith(CANARY)).toBe(0);
      await receiver.waitForMessages(1);
      expect(receiver.messages[0]!.text).toContain(CANARY);
      expect(await queueRowsWith(CANARY)).toBe(0);
      expect(logged.filter((line) => line.toLowerCase().includes(CANARY.toLowerCase()))).toEqual([]);
    } finally {
      await worker.close();
      await receiver.stop();
      await app.database.query(`update dispatch set state = 'stopped' where version_id = $1`, [versionId]);
    }
  }, 60_000);

  it('every address of it answers exactly as an address where nothing ever was', async () => {
    const planted = await plant(3600);
    const nothing = { publicId: newPublicId(), imageId: newPublicId(), fileId: newPublicId() };
    const forms = (of: typeof nothing) => [
      `/r/${of.publicId}`,
      `/r/${of.publicId}/some-headline`,
      `/r/${of.publicId}/event.ics`,
      `/r/${of.publicId}/ninjs.json`,
      `/media/${of.imageId}/w640.webp`,
      `/media/${of.imageId}/original`,
      `/files/${of.fileId}/some.txt`,
    ];
    const there = await Promise.all(forms(planted).map((path) => anonymous().get(path)));
    const absent = await Promise.all(forms(nothing).map((path) => anonymous().get(path)));
    expect(there.map(shape)).toEqual(absent.map(shape));
    expect(new Set(there.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(there.map(({ headers }) => headers.get('cache-control')))).toEqual(new Set(['no-store']));
  });

  it('no validator of a cache tells whether it is there', async () => {
    const { publicId, imageId } = await plant(3600);
    for (const path of [`/r/${publicId}`, `/media/${imageId}/w640.webp`]) {
      expect((await anonymous().get(path, { 'if-none-match': '*' })).status).toBe(404);
      expect((await anonymous().send('HEAD', path)).status).toBe(404);
    }
  });

  it('a list or feed says nothing of a lift to come in how long it may be kept', async () => {
    await plant(20);
    for (const path of ['/', '/feed.xml', '/sitemap.xml', `/topics/${topicSlug}`]) {
      const { headers } = await anonymous().get(path);
      expect(headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
      expect(headers.get('expires')).toBeNull();
    }
  });
});

describe('at the lift', () => {
  it('all of it opens within a second, for everybody', async () => {
    const planted = await plant(2);
    const { publicId, imageId, bodyImageId, fileId, dispatchId, releaseId, contentHash } = planted;
    const before = await anonymous().get('/feed.xml');
    expect(saysCanary(before)).toBe(false);
    expect((await anonymous().get(`/r/${publicId}`)).status).toBe(404);
    const headline = `/r/${publicId}/${CANARY.toLowerCase()}-headline`;
    const paths = [
      headline,
      `/r/${publicId}/event.ics`,
      `/r/${publicId}/ninjs.json`,
      `/files/${fileId}/${CANARY}.txt`,
      '/',
      '/?q=headline',
      `/topics/${topicSlug}`,
      '/feed.xml',
      '/feed.atom',
      '/feed.json',
      `/topics/${topicSlug}/feed.json`,
      '/sitemap.xml',
      '/?from=2020-01-01',
      '/?type=advisory',
      `/?topic=${topicSlug}`,
      `/verify?number=${releaseId}.1`,
      `/verify?number=${contentHash}`,
      ...[imageId, bodyImageId].flatMap((id) => SIZES.map((size) => `/media/${id}/${size}`)),
    ];
    const troubles = await Promise.all(paths.map((path) => troubleAtLift(path, dispatchId)));
    expect(troubles.filter((trouble) => trouble !== null)).toEqual([]);
    const short = await anonymous().get(`/r/${publicId}`);
    expect([short.status, short.headers.get('location')]).toEqual([302, headline]);
    const picture = await anonymous().get(`/media/${imageId}/w640.webp`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const again = await anonymous().get('/feed.xml', { 'if-none-match': before.headers.get('etag')! });
    expect(again.status).toBe(200);
  }, 30_000);
});

describe('after a notice', () => {
  // What earlier tests left open says the canary rightly.
  beforeEach(() => app.database.query(`update dispatch set state = 'stopped' where state <> 'stopped'`));

  it('a kill leaves nothing of what the release said, and caches are told', async () => {
    const planted = await plant(-60);
    const { publicId, releaseId } = planted;
    const address = (await anonymous().get(`/r/${publicId}`)).headers.get('location')!;
    const shown = await anonymous().get(address);
    expect(shown.status).toBe(200);
    await app.database.query(`update dispatch_tier set started_at = now() where dispatch_id = $1`, [
      planted.dispatchId,
    ]);
    const kill = await buildVersion(app.database, {
      releaseId,
      number: 2,
      kind: 'kill',
      notice: 'The figures were wrong.',
      headline: `${CANARY} headline`,
      pressContacts: [{ name: 'Tomas Berg', email: 'tomas@newsroom.example' }],
    });
    await buildDispatch(app.database, kill.id);
    const withdrawn = await anonymous().get(address, { 'if-none-match': shown.headers.get('etag')! });
    expect(withdrawn.status).toBe(410);
    expect(withdrawn.text).toContain('The figures were wrong.');
    const paths = [
      address,
      `/r/${publicId}`,
      `/r/${publicId}/ninjs.json`,
      `/r/${publicId}/event.ics`,
      `/media/${planted.imageId}/w640.webp`,
      `/media/${planted.bodyImageId}/original`,
      `/files/${planted.fileId}/x.txt`,
      `/verify?number=${releaseId}.1`,
      ...[
        '/',
        '/feed.xml',
        '/feed.atom',
        '/feed.json',
        '/sitemap.xml',
        '/?q=headline',
        `/topics/${topicSlug}`,
      ],
    ];
    expect(await leaks(anonymous(), paths)).toEqual([]);
    for (const feed of ['/feed.xml', '/feed.atom', '/feed.json', `/topics/${topicSlug}/feed.json`]) {
      const { text } = await anonymous().get(feed);
      expect([feed, text.includes(publicId), text.includes('The figures were wrong.')]).toEqual([
        feed,
        true,
        true,
      ]);
    }
    expect((await anonymous().get(`/r/${publicId}/event.ics`)).text).toContain('STATUS:CANCELLED');
  });

  it('a correction leaves nothing of what it replaced, on any path', async () => {
    const planted = await plant(-60);
    const { publicId, releaseId } = planted;
    const list = await anonymous().get('/feed.json');
    expect(saysCanary(list)).toBe(true);
    const correction = await buildVersion(app.database, {
      releaseId,
      number: 2,
      kind: 'correction',
      headline: 'Harmless headline',
      notice: 'The name was wrong.',
      audience: { topics: [topicId] },
    });
    await buildDispatch(app.database, correction.id);
    const paths = addresses(planted, []).filter(
      (path) => !path.startsWith('/desk') && !path.startsWith('/api'),
    );
    expect(await leaks(anonymous(), paths)).toEqual([]);
    const { text } = await anonymous().get(`/r/${publicId}/harmless-headline`);
    expect(text).toContain('The name was wrong.');
    expect((await anonymous().get('/feed.json')).text).toContain('The name was wrong.');
  });
});

/**
 * Asks again and again from before the lift on, by the database's clock: no answer that came before the lift may show it,
 * and no request that began a second after it may miss it. So a slow machine is not what is measured.
 */
async function troubleAtLift(path: string, dispatchId: number): Promise<string | null> {
  for (;;) {
    const begun = await secondsSinceLift(dispatchId);
    const answer = await anonymous().get(path);
    const isShown = answer.status === 200 && (isImage(answer) || saysCanary(answer));
    if (isShown && (await secondsSinceLift(dispatchId)) < 0) return `${path} came before the lift`;
    if (isShown) return null;
    if (begun >= 1) return `${path} is missing ${begun} s after the lift: ${answer.status}`;
  }
}

async function secondsSinceLift(dispatchId: number): Promise<number> {
  const [{ since }] = await app.database.query<[{ since: number }]>(
    `select extract(epoch from clock_timestamp() - lift_at)::float8 as since from dispatch where id = $1`,
    [dispatchId],
  );
  return since;
}

const sameDatabase = () => ({
  DATABASE_URL: app.env.DATABASE_URL,
  DATELINE_SECRET: TEST_SECRET,
  LOG_LEVEL: 'debug',
});

/** Everything that is in the database beside our own tables: the queue. */
async function queueTables(): Promise<string[]> {
  const rows = await app.database.query<{ name: string }[]>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and (table_schema not in ('public', 'pg_catalog', 'information_schema')
         or table_name like 'bullmq%')`,
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows.map(({ name }) => name);
}

async function queueRowsWith(text: string): Promise<number> {
  const counts = (await queueTables()).map(async (table) => {
    const [{ n }] = await app.database.query<[{ n: number }]>(
      `select count(*) as n from ${table} t where strpos(lower(t::text), lower($1)) > 0`,
      [text],
    );
    return n;
  });
  return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
}

/** Once the queue holds a job for the dispatch's chunks. */
async function untilQueued(dispatchId: number): Promise<{ jobs: number; hasLifted: boolean }> {
  for (;;) {
    const jobs = await queueRowsWith('"tier"');
    const hasLifted = (await secondsSinceLift(dispatchId)) >= 0;
    if (jobs > 0 || hasLifted) return { jobs, hasLifted };
  }
}

/** An answer without what differs from one request to the next. */
function shape({ status, text, headers }: Answer): object {
  const id = headers.get('x-request-id') ?? '';
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name));
  return { status, text: text.replaceAll(id, 'ID'), headers: kept };
}
