import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  type View,
  VIEWS,
} from '../support/browser.js';
import { type TestNewsroom, testNewsroom } from '../support/build-dispatch.js';
import { type NewsroomDesk, openDesk } from '../support/desk-of-newsroom.js';
import { beginMeasuring } from '../../src/engagement/begin-measuring.js';
import { figuresKept, readBy } from '../support/measured-dispatch.js';

const LINKS = ['https://data.example.org/detention-2026/full-report', 'https://maps.example.org/facilities'];

describe('statistics in a browser', () => {
  let browser: Browser;
  let newsroom: TestNewsroom;
  let desk: NewsroomDesk;
  let last: number;

  beforeAll(async () => {
    browser = await launchBrowser();
    newsroom = await testNewsroom({ CHUNK_SIZE: '50', MEASURE: 'everyone', RETRY_FIRST: '600' });
    await newsroom.addReaders(100);
    await newsroom.db.query(
      `with o as (insert into outlet (name) select 'Outlet ' || n from generate_series(0, 4) n returning id, name)
       update contact c set outlet_id = o.id from o where o.name = 'Outlet ' || substr(c.name, 8)::int % 5`,
    );
    desk = await openDesk(newsroom);
    for (const [index, headline] of HEADLINES.entries()) last = await sent(headline, index);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
    await newsroom.close();
  });

  /** As if it had been sent some days ago, and read by more each time. */
  async function sent(headline: string, index: number): Promise<number> {
    const { id } = await newsroom.arm({ headline, links: LINKS });
    const daysAgo = (HEADLINES.length - index) * 3;
    await newsroom.db.query(
      `update dispatch set lift_at = now() - $2 * interval '1 day', state = 'finished' where id = $1`,
      [id, daysAgo],
    );
    await newsroom.db.query(SENT, [id]);
    await beginMeasuring(newsroom.db.manager, newsroom.env(), id, LINKS);
    await figuresKept(newsroom, desk);
    for (const hoursAfter of [1, 2, 5, 9, 26]) {
      const opened = 10 + hoursAfter * 2 + index * 7;
      await readBy(newsroom, id, { opened, clicked: Math.floor(opened / 4), hoursAfter });
    }
    await figuresKept(newsroom, desk);
    return id;
  }

  const open = async (path: string, view: View): Promise<Page> => {
    const { cookie = '' } = (await desk.as()).headers;
    const page = await openPage(browser, desk.url, cookie, view);
    await page.goto(path);
    return page;
  };

  it.each(VIEWS)(
    'can be read by everybody, in small windows too (%s)',
    async (view) => {
      for (const [name, path] of [
        ['statistics', '/desk/statistics'],
        ['statistics-release', `/desk/statistics/${last}`],
      ] as const) {
        const page = await open(path, view);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
        await screenshot(page, name, view);
        await page.context().close();
      }
    },
    120_000,
  );

  it('print each chart with its heading, its drawing and its legend on one page', async () => {
    const page = await open(`/desk/statistics/${last}`, 'desktop');
    await page.emulateMedia({ media: 'print' });
    const torn = await page.evaluate<string[]>(`[...document.querySelectorAll('.chart')].flatMap((chart) =>
      [...chart.children].filter((part) => part.localName !== 'details').filter((part) => {
        const { breakInside, breakAfter } = getComputedStyle(part);
        return breakInside !== 'avoid' || (part.nextElementSibling && breakAfter !== 'avoid');
      }).map((part) => chart.textContent.slice(0, 30) + ': ' + part.localName))`);
    expect(torn).toEqual([]);
    await page.context().close();
  });

  it('offer to print where there is a program for it', async () => {
    const page = await open('/desk/statistics', 'desktop');
    await page.evaluate('window.print = () => (window.printed = true)');
    await page.getByRole('button', { name: 'Print' }).click();
    expect(await page.evaluate('window.printed')).toBe(true);
    await page.context().close();
  });

  it('print without navigation and buttons, with the numbers behind each drawing', async () => {
    await mkdir('var/screenshots', { recursive: true });
    for (const [name, path] of [
      ['statistics', '/desk/statistics'],
      ['statistics-release', `/desk/statistics/${last}`],
    ] as const) {
      const page = await open(path, 'desktop');
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('nav:visible, button:visible, .button:visible').count()).toBe(0);
      expect(await page.locator('.chart details table').first().isVisible()).toBe(true);
      await page.setViewportSize({ width: A4_WITHOUT_MARGINS, height: 1000 });
      expect(await page.evaluate(CUT_OFF)).toEqual([]);
      await page.pdf({ path: `var/screenshots/${name}.pdf`, format: 'A4' });
      await page.context().close();
    }
  });
});

/** Pixels, as Chromium prints it. */
const A4_WITHOUT_MARGINS = 718;

/** What of a table paper would not show. */
const CUT_OFF = `[...document.querySelectorAll('table')]
  .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((table) => table.textContent.slice(0, 80))`;

/** Most were accepted within seconds, four refused. */
const SENT = `
  insert into delivery (dispatch_id, tier, chunk, contact_id, email, domain, state, attempt, transmitting_at, settled_at,
                        reply_code, reply_text)
  select d.id, 'general', 0, c.id, c.email, split_part(c.email, '@', 2),
         case when c.id % 25 = 0 then 'refused' else 'accepted' end, 1, d.lift_at, d.lift_at + c.id * interval '30 ms',
         case when c.id % 25 = 0 then 550 else 250 end, case when c.id % 25 = 0 then '5.1.1 no such user here' else 'ok' end
    from dispatch d cross join contact c where d.id = $1`;

const HEADLINES = [
  'Detention centre report: families held for months',
  'Statement on the ruling of the appeals court',
  'New data shows transfers at night have doubled',
];
