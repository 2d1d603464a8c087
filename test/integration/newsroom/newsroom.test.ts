import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import sharp from 'sharp';
import { AssetsService } from '../../../src/releases/assets.service.js';
import type { ReleaseVersion } from '../../../src/releases/release-version.entity.js';
import { plainTextToBody } from '../../../src/rendering/plain-text-to-body.js';
import { buildTopic } from '../../support/build-contacts.js';
import {
  buildDispatch,
  buildStaff,
  buildVersion,
  confirmInstallation,
} from '../../support/build-releases.js';
import { TestApp } from '../../support/http.js';

let app: TestApp;
let topic: { id: number; slug: string };
let published: Awaited<ReturnType<typeof publish>>;
beforeAll(async () => {
  app = await TestApp.start();
  await confirmInstallation(app.database);
  topic = await buildTopic(app.database, { slug: 'quays', name: 'Quays & <harbours>' });
  const { actor } = await buildStaff(app.database);
  const content = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer();
  const image = await app.service(AssetsService).addImage(actor, { fileName: 'quay.jpg', content });
  published = await publish({
    type: 'advisory',
    headline: 'Opening of the “new” quay & <bridge>',
    subhead: 'With music </script><script>alert(1)</script>',
    audience: { topics: [topic.id] },
    body: plainTextToBody('The quay opens.\n\nFerries will moor there.'),
    image: {
      imageId: image.publicId,
      sha256: image.sha256.toString('hex'),
      width: 900,
      height: 600,
      alt: 'A quay',
      credit: 'Ana Ruiz',
      caption: 'The quay at dawn',
    },
    advisory: {
      who: 'The mayor',
      what: 'Opening',
      where: 'Quay 4, Harborview',
      starts: { wall: '2031-01-07T09:00', zone: 'America/New_York', at: '2031-01-07T14:00:00.000Z' },
      ends: null,
      more: [{ label: 'RSVP', text: 'by Monday' }],
    },
  });
}, 90_000);
afterAll(() => app.stop());

async function publish(given: Partial<ReleaseVersion> = {}) {
  const version = await buildVersion(app.database, given);
  const dispatchId = await buildDispatch(app.database, version.id, { liftIn: -60, generalStarted: true });
  return { ...version, dispatchId };
}

const get = (path: string, headers?: Record<string, string>) => app.anonymous().get(path, headers);
const follow = async (path: string) => get((await get(path)).headers.get('location')!);

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    'void-style': 'off',
    'no-inline-style': 'error',
    'require-sri': 'off',
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
  },
});

async function faultsOf(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} ${selector}`),
  );
}

describe('the newsroom', () => {
  it('gives valid pages', async () => {
    const { publicId, releaseId } = published;
    const pages = await Promise.all([
      get('/'),
      get('/?q=nothing+fits'),
      get('/topics'),
      get(`/topics/${topic.slug}`),
      get('/feeds'),
      get(`/verify?number=${releaseId}.1`),
      follow(`/r/${publicId}`),
    ]);
    for (const { status, text } of pages) {
      expect(status).toBe(200);
      expect(await faultsOf(text)).toEqual([]);
    }
  });

  it('keeps what people wrote as words', async () => {
    const { text } = await follow(`/r/${published.publicId}`);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;bridge');
    const [, data = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? [];
    expect(JSON.parse(data)).toMatchObject({
      '@type': 'NewsArticle',
      headline: published.headline,
      alternativeHeadline: published.subhead,
    });
  });

  it('sends to the address with the present headline, whatever the old link said', async () => {
    const { headers, status } = await get(`/r/${published.publicId}/an-old-headline`);
    expect([status, headers.get('location')]).toEqual([
      302,
      `/r/${published.publicId}/opening-of-the-new-quay-bridge`,
    ]);
  });

  it('answers 304 to who has it, until it changes', async () => {
    const release = await publish({ headline: 'Old figure' });
    const path = `/r/${release.publicId}/old-figure`;
    const first = await get(path);
    const etag = first.headers.get('etag')!;
    const again = await get(path, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    const policyOf = ({ headers }: typeof first) => headers.get('content-security-policy');
    expect(policyOf(again)).toBe(policyOf(first));
    const correction = await buildVersion(app.database, {
      releaseId: release.releaseId,
      number: 2,
      kind: 'correction',
      headline: 'Old figure',
      notice: 'It is 12, not 13.',
    });
    await buildDispatch(app.database, correction.id);
    const changed = await get(path, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain('It is 12, not 13.');
  });

  it('filters by topic, type, days and words', async () => {
    await publish({ type: 'report', headline: 'Annual report of the zeppelin office' });
    const [today, past] = [new Date(), new Date(Date.now() - 30 * 86_400_000)].map((day) =>
      day.toISOString().slice(0, 10),
    );
    const shows = async (query: string) => {
      const { text } = await get(`/?${query}`);
      return [text.includes('zeppelin office'), text.includes('bridge')];
    };
    expect(await shows('')).toEqual([true, true]);
    expect(await shows('type=report')).toEqual([true, false]);
    expect(await shows(`topic=${topic.slug}`)).toEqual([false, true]);
    expect(await shows('q=ferry')).toEqual([false, true]);
    expect(await shows('q=%22annual+report%22')).toEqual([true, false]);
    expect(await shows(`from=${past}`)).toEqual([true, true]);
    expect(await shows(`to=${past}`)).toEqual([false, false]);
    expect(await shows(`from=${past}&to=${today}`)).toEqual([true, true]);
    expect(await shows('type=nonsense&page=-1&from=x&to=2026-02-31')).toEqual([true, true]);
    expect((await get(`/?q=${encodeURIComponent(`'); drop table release; -- \\ & | ! <->`)}`)).status).toBe(
      200,
    );
  });

  it('gives feeds in three formats, each item under an id that stays', async () => {
    const id = `${app.env.PUBLIC_URL}/r/${published.publicId}`;
    const [rss, atom, json] = await Promise.all([get('/feed.xml'), get('/feed.atom'), get('/feed.json')]);
    expect(rss.headers.get('content-type')).toContain('application/rss+xml');
    expect(atom.headers.get('content-type')).toContain('application/atom+xml');
    expect(rss.text).toContain(id);
    expect(atom.text).toContain(`<id>${id}</id>`);
    expect(json.json().items.map((item: { id: string }) => item.id)).toContain(id);
    expect((await get('/feed.xml', { 'if-none-match': rss.headers.get('etag')! })).status).toBe(304);
    expect((await get(`/topics/${topic.slug}/feed.xml`)).text).toContain(id);
    expect((await get('/topics/nowhere/feed.xml')).status).toBe(404);
  });

  it('does not name or list topics that are by invitation only', async () => {
    const secret = await buildTopic(app.database, {
      slug: 'inner-circle',
      name: 'Inner circle',
      visibility: 'invitation',
    });
    const release = await publish({ audience: { topics: [secret.id] } });
    const { text } = await follow(`/r/${release.publicId}`);
    expect(text).not.toContain('Inner circle');
    expect((await get('/topics/inner-circle')).status).toBe(404);
    expect((await get('/topics/inner-circle/feed.xml')).status).toBe(404);
    expect((await get('/?topic=inner-circle')).text).not.toContain(release.headline);
  });

  it('gives the event of an advisory as a calendar file that a kill cancels', async () => {
    const path = `/r/${published.publicId}/event.ics`;
    const { text, headers } = await get(path);
    expect(headers.get('content-type')).toContain('text/calendar');
    expect(text).toContain('DTSTART:20310107T140000Z');
    expect(text).toContain('SEQUENCE:0');
    const { advisory, headline, releaseId } = await publish({
      type: 'advisory',
      headline: 'Visit of the bishop',
      advisory: published.advisory,
    });
    const kill = await buildVersion(app.database, {
      releaseId,
      number: 2,
      kind: 'kill',
      advisory,
      headline,
      notice: 'Off.',
    });
    await buildDispatch(app.database, kill.id);
    const cancelled = (await get(`/r/${kill.publicId}/event.ics`)).text;
    expect(cancelled).toContain('METHOD:CANCEL');
    expect(cancelled).toContain('STATUS:CANCELLED');
    expect(cancelled).toContain('SEQUENCE:1');
    expect(cancelled).not.toContain('bishop');
  });

  it('gives ninjs with its status', async () => {
    const ninjs = (await get(`/r/${published.publicId}/ninjs.json`)).json();
    expect(ninjs).toMatchObject({
      standard: { name: 'ninjs' },
      pubstatus: 'usable',
      headlines: [{ value: published.headline }, { value: published.subhead }],
      bodies: [{ contenttype: 'text/html' }, { contenttype: 'text/plain' }],
    });
  });

  it('lists releases in the sitemap, new ones as news', async () => {
    const { text } = await get('/sitemap.xml');
    expect(text).toContain('/opening-of-the-new-quay-bridge</loc>');
    expect(text).toContain('<news:title>Opening of the “new” quay &amp; &lt;bridge&gt;</news:title>');
    expect((await get('/robots.txt')).text).toContain('Sitemap: ');
  });

  it('tells an editor whether a release is genuine', async () => {
    const { releaseId, contentHash, publicId } = published;
    for (const asked of [`${releaseId}.1`, contentHash.toString('hex'), `http://localhost/r/${publicId}/x`]) {
      expect((await get(`/verify?number=${encodeURIComponent(asked)}`)).text).toContain(
        'It is ours, and it stands',
      );
    }
    expect((await get('/verify?number=77777.1')).text).toContain('We know of no public release');
  });

  it('tells it in the language of the newsroom', async () => {
    const arabic = await TestApp.start({ env: { NEWSROOM_LANGUAGE: 'ar' } });
    try {
      for (const path of ['/verify', '/verify?number=77777.1']) {
        const { text } = await arabic.anonymous().get(path);
        expect(text).toContain('<html lang="ar" dir="rtl">');
        expect(text).toContain('الرقم أو العنوان أو البصمة');
        expect(text).not.toMatch(/genuine|We know|Check</);
        expect(await validator.validateString(text)).toMatchObject({ valid: true });
      }
    } finally {
      await arabic.stop();
    }
  });

  it('serves pictures that cannot run anything, in sizes that exist', async () => {
    const { imageId } = published.image!;
    const { status, headers } = await get(`/media/${imageId}/w640.jpg`);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect((await get(`/media/${imageId}/w9999.jpg`)).status).toBe(404);
    expect((await get(`/media/${imageId}/original`)).headers.get('content-disposition')).toContain(
      'quay.jpg',
    );
    expect((await get(`/files/${imageId}/quay.jpg`)).status).toBe(404);
  });

  it('links the language versions of a release to each other', async () => {
    const spanish = await buildVersion(app.database, { language: 'es', headline: 'Apertura del muelle' });
    await app.database.query(`update release set translation_of = $1 where id = $2`, [
      published.releaseId,
      spanish.releaseId,
    ]);
    await buildDispatch(app.database, spanish.id, { liftIn: -60, generalStarted: true });
    // What stands beside a release may be of before a change for up to a second.
    let shown = '';
    for (let i = 0; i < 500 && !shown.includes('hreflang="es"'); i += 1)
      shown = (await follow(`/r/${published.publicId}`)).text;
    expect(shown).toContain('hreflang="es"');
    const { text } = await follow(`/r/${spanish.publicId}`);
    expect(text).toContain('<html lang="es"');
    expect(text).toContain('hreflang="en"');
  });

  it('keeps what it made until the database says that something public changed or a lift has passed', async () => {
    const edition = async () => {
      const [row] = await app.database.query<[{ edition: string }]>('select public_edition() as edition');
      return row.edition;
    };
    const note = (action: string, subject: string) =>
      app.database.query(
        `insert into audit_entry (actor, action, subject_type, subject_id, detail) values ('system:test', $1, $2, '1', '{}')`,
        [action, subject],
      );
    const first = await edition();
    await note('delivery.sealed', 'dispatch');
    await note('contact.changed', 'contact');
    expect(await edition()).toBe(first);
    await note('topic.changed', 'topic');
    const second = await edition();
    expect(second).not.toBe(first);
    const later = await buildVersion(app.database, {});
    const dispatchId = await buildDispatch(app.database, later.id, { liftIn: 3600 });
    const armed = await edition();
    await app.database.query(`update dispatch set lift_at = now() where id = $1`, [dispatchId]);
    expect(await edition()).not.toBe(armed);
  });

  it('tells the size of every picture, and offers each to the press with its credit', async () => {
    const { text } = await follow(`/r/${published.publicId}`);
    const images = [...text.matchAll(/<img[^>]*>/g)].map(([tag]) => tag);
    expect(images.length).toBeGreaterThan(1);
    expect(images.filter((tag) => !/ width="\d+"/.test(tag) || !/ height="\d+"/.test(tag))).toEqual([]);
    expect(text).toContain(`href="/media/${published.image!.imageId}/original" download`);
    expect(text).toMatch(/900 × 600, \d+ KB/);
  });

  it('speaks the language of the release around it, from right to left where that is read so', async () => {
    const { publicId } = await publish({
      language: 'ar',
      headline: 'افتتاح الرصيف الجديد',
      body: plainTextToBody('يفتتح الرصيف اليوم.'),
    });
    const { text } = await follow(`/r/${publicId}`);
    expect(text).toContain('<html lang="ar" dir="rtl"');
    expect(text).toContain('غرفة الأخبار');
    expect(await faultsOf(text)).toEqual([]);
  });

  it('gives social networks a picture with its size and its words', async () => {
    const { text } = await follow(`/r/${published.publicId}`);
    const address = `${app.env.PUBLIC_URL}/media/${published.image!.imageId}/w1280.jpg`;
    expect(text).toContain(`<meta property="og:image" content="${address}"`);
    expect(text).toContain('<meta property="og:image:width" content="900"');
    expect(text).toContain('<meta name="twitter:card" content="summary_large_image"');
    expect(text).toContain('<meta name="twitter:image:alt" content="A quay"');
  });

  it('stays small: a release page has at most 60 KB before pictures', async () => {
    expect((await follow(`/r/${published.publicId}`)).text.length).toBeLessThan(20_000);
  });
});
