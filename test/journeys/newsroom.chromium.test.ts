import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { AssetsService } from '../../src/releases/assets.service.js';
import type { ReleaseVersion } from '../../src/releases/release-version.entity.js';
import type { BodyDoc, BodyNode } from '../../src/rendering/parse-body.js';
import { plainTextToBody } from '../../src/rendering/plain-text-to-body.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  type View,
  VIEWS,
} from '../support/browser.js';
import { buildTopic } from '../support/build-contacts.js';
import { buildDispatch, buildStaff, buildVersion, confirmInstallation } from '../support/build-releases.js';
import { TestApp } from '../support/http.js';

const PARAGRAPH =
  'The council voted nine to two on Tuesday to fund the barrier, which will close within four minutes when the water rises. Residents of the lower quarter had asked for it since the flood of 2019. ';

type Published = Awaited<ReturnType<typeof buildVersion>>;

describe('a journalist in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let barrier: Published;
  let advisory: Published;
  let arabic: Published;
  let withdrawn: Published;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    await confirmInstallation(app.database);
    const harbour = await buildTopic(app.database, { slug: 'harbour', name: 'Harbour works' });
    const courts = await buildTopic(app.database, { slug: 'courts', name: 'Courts' });
    const [lead, inBody] = await Promise.all([picture(1600, 900), picture(900, 1200)]);
    barrier = await publish(harbour.id, {
      headline: 'Flood barrier passes first full-scale test',
      subhead: 'All four gates closed in under four minutes',
      image: lead,
      body: bodyWith(inBody),
      boilerplate: 'The Harbour Office builds and keeps the quays of Harborview.',
    });
    advisory = await publish(harbour.id, {
      type: 'advisory',
      headline: 'Press visit to the flood barrier',
      advisory: {
        who: 'Engineers of the Harbour Office',
        what: 'A closing of the gates, from the inside',
        where: 'Quay 4, Harborview',
        starts: { wall: '2031-01-07T09:00', zone: 'America/New_York', at: '2031-01-07T14:00:00.000Z' },
        ends: null,
        more: [],
      },
    });
    arabic = await publish(harbour.id, {
      language: 'ar',
      headline: 'حاجز الفيضان يجتاز أول اختبار كامل',
      subhead: 'أُغلقت البوابات الأربع في أقل من أربع دقائق',
      image: lead,
      body: plainTextToBody(
        'صوّت المجلس يوم الثلاثاء لتمويل الحاجز الذي سيُغلق خلال أربع دقائق عند ارتفاع المياه.',
      ),
    });
    await app.database.query(`update release set translation_of = $1 where id = $2`, [
      barrier.releaseId,
      arabic.releaseId,
    ]);
    withdrawn = await publish(harbour.id, { headline: 'Figures of October' });
    await publish(harbour.id, {
      releaseId: withdrawn.releaseId,
      number: 2,
      kind: 'kill',
      notice: 'The figures were those of September.',
    });
    await publish(courts.id, { type: 'statement', headline: 'Statement on the ruling of the harbour court' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  async function publish(topicId: number, given: Partial<ReleaseVersion>): Promise<Published> {
    const version = await buildVersion(app.database, {
      audience: { topics: [topicId] },
      body: plainTextToBody(Array.from({ length: 4 }, () => PARAGRAPH.repeat(2)).join('\n\n')),
      ...given,
    });
    await buildDispatch(app.database, version.id, { liftIn: -60, generalStarted: true });
    return version;
  }

  async function picture(width: number, height: number): Promise<NonNullable<ReleaseVersion['image']>> {
    const { actor } = await buildStaff(app.database);
    const create = { width, height, channels: 3 as const, background: '#4a6b86' };
    const content = await sharp({ create }).jpeg().toBuffer();
    const image = await app.service(AssetsService).addImage(actor, { fileName: 'barrier.jpg', content });
    return {
      ...{ imageId: image.publicId, sha256: image.sha256.toString('hex'), width, height },
      ...{ alt: 'Four steel gates in a river', credit: 'Ana Ruiz', caption: 'The barrier, closed' },
    };
  }

  function bodyWith({ imageId, alt, credit, caption }: NonNullable<ReleaseVersion['image']>): BodyDoc {
    const body = plainTextToBody(Array.from({ length: 4 }, () => PARAGRAPH.repeat(2)).join('\n\n'));
    const [first, ...rest] = body.content ?? [];
    const image: BodyNode = { type: 'image', attrs: { imageId, alt, credit, caption } };
    return { ...body, content: [...(first ? [first] : []), image, ...rest] };
  }

  const open = (view: View = 'phone'): Promise<Page> => openPage(browser, app.url, 'nobody=1', view);

  it('looks the same on the second visit, when the browser has the page already', async () => {
    const page = await open('desktop');
    const blocked: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) blocked.push(message.text());
    });
    const path = `${app.url}/r/${barrier.publicId}/flood-barrier-passes-first-full-scale-test`;
    for (let visit = 1; visit <= 3; visit += 1) await page.goto(path);
    expect(await page.evaluate(() => document.styleSheets.length)).toBeGreaterThan(0);
    expect(blocked).toEqual([]);
    await page.context().close();
  });

  it('finds a release on a phone by filter and search, and takes its picture with the credit', async () => {
    const page = await open();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto('/');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Topic').selectOption('Harbour works');
    await page.getByRole('searchbox', { name: 'Search' }).fill('barrier gates');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Flood barrier passes first full-scale test' }).click();
    await page.getByRole('heading', { level: 1, name: 'Flood barrier passes' }).waitFor();

    expect(await page.locator('figcaption').first().textContent()).toContain('Ana Ruiz');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).first().click(),
    ]);
    const { width, height } = await sharp(await readFile(await download.path())).metadata();
    expect([width, height]).toEqual([1600, 900]);
    await page.getByRole('link', { name: 'Subscribe' }).first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/subscribe');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('reads an event in their own time and takes it into their calendar', async () => {
    const context = await browser.newContext({ baseURL: app.url, timezoneId: 'Asia/Tokyo', locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`/r/${advisory.publicId}`);
    await page.locator('local-time', { hasText: '23:00' }).waitFor();
    const calendar = page.getByRole('link', { name: 'Add to calendar' });
    const answer = await page.request.get((await calendar.getAttribute('href')) ?? '');
    expect(await answer.text()).toContain('DTSTART');
    await context.close();
  });

  it('does not see the page move while its picture and font arrive', async () => {
    const page = await open();
    await page.goto(`/r/${barrier.publicId}`, { waitUntil: 'networkidle' });
    await page.locator('.release-body img').scrollIntoViewIfNeeded();
    await page.evaluate(`Promise.all([...document.images].map((image) => {
      image.loading = 'eager';
      return image.decode();
    }))`);
    const shift = await page.evaluate<number>(`new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
        .observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => done(0)));
    })`);
    expect(shift).toBeLessThan(0.1);
    await page.context().close();
  });

  it('prints a release without what only works on a screen', async () => {
    const page = await open('desktop');
    await page.emulateMedia({ media: 'print' });
    await page.goto(`/r/${barrier.publicId}`);
    for (const hidden of ['.newsroom-masthead nav', '.press-images', '.related'])
      expect([hidden, await page.locator(hidden).isVisible()]).toEqual([hidden, false]);
    for (const shown of ['h1', '.release-body', '.press-contact', '.release-record'])
      expect([shown, await page.locator(shown).first().isVisible()]).toEqual([shown, true]);
    await page.context().close();
  });

  it.each(VIEWS)(
    'is clean for screen readers and small windows (%s)',
    async (view) => {
      const page = await open(view);
      const pages: [string, string][] = [
        ['newsroom-front', '/'],
        ['newsroom-nothing', '/?q=zeppelin'],
        ['newsroom-release', `/r/${barrier.publicId}`],
        ['newsroom-advisory', `/r/${advisory.publicId}`],
        ['newsroom-arabic', `/r/${arabic.publicId}`],
        ['newsroom-withdrawn', `/r/${withdrawn.publicId}`],
        ['newsroom-topics', '/topics'],
        ['newsroom-topic', '/topics/harbour'],
        ['newsroom-feeds', '/feeds'],
        ['newsroom-verify', `/verify?number=${barrier.releaseId}.1`],
        ['newsroom-subscribe', '/subscribe'],
        ['newsroom-missing', '/r/nothing-here'],
        ['newsroom-missing-arabic', '/r/nothing-here?lang=ar'],
        ['newsroom-missing-german', '/r/nothing-here?lang=de'],
      ];
      for (const [name, path] of pages) {
        await page.goto(path);
        await screenshot(page, name, view);
        expect([name, await accessibilityProblems(page)]).toEqual([name, []]);
        expect([name, await overflowOf(page)]).toEqual([name, 0]);
      }
      await page.context().close();
    },
    120_000,
  );
});
