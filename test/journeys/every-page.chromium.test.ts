import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ImportsService } from '../../src/contacts/import/imports.service.js';
import { Routes } from '../../src/http/routes.js';
import { MailboxModule } from '../../src/mailbox/mailbox.module.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  VIEWS,
} from '../support/browser.js';
import { buildContact, buildSubscription, buildTopic } from '../support/build-contacts.js';
import { htmlProblems } from '../support/html.js';
import { type Client, TestApp } from '../support/http.js';

/** Looked at with data of their own: watch-dispatch, press-officer, statistics and bounces. */
const ELSEWHERE = /^\/desk\/(releases|dispatches|statistics|bounces|destinations|contacts\/:id\/bounces)\b/;
/** Fragments, files and streams. */
const NO_PAGES = /\.(ics|csv)$|\/(progress|reach|feed\/:\w+|images\/.*|files\/.*)$/;

const LONG_NAME = 'Internationale Gesellschaft für Menschenrechte und Familienzusammenführung e. V.';

/** Every other page of the desk, sign-in, mailbox and errors, as a person with a mouse, a keyboard or a reader meets it. */
describe('every page of the desk', () => {
  let app: TestApp;
  let browser: Browser;
  let admin: Client;
  let pages: string[];
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const env = { ORGANISATION: LONG_NAME };
    [app, browser] = await Promise.all([TestApp.start({ modules: [MailboxModule], env }), launchBrowser()]);
    admin = await app.as('admin');
    await fill();
    pages = pagesOf(app, ids);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  /** One of everything, with names that are long. */
  async function fill(): Promise<void> {
    const topic = await buildTopic(app.database, { name: 'Accountability in local government' });
    const kept = await buildContact(app.database, { name: 'Maria-Antonia Villaseñor de la Cruz' });
    const other = await buildContact(app.database, { name: 'Maria-Antonia Villaseñor' });
    await buildSubscription(app.database, kept.id, topic.id);
    await admin.form('/desk/audiences', {
      name: 'Radio',
      'lines.0.group': '0',
      'lines.0.field': 'timeZones',
      'lines.0.value': 'Europe/Madrid',
    });
    await admin.form('/desk/suppressions', { email: 'gone@paper.example', reason: 'desk', note: 'By phone' });
    await admin.form('/desk/tokens', { name: 'Website', role: 'viewer' });
    const upload = new FormData();
    upload.set('file', new Blob(['email,name\nmia@radio.example,Mia\n'], { type: 'text/csv' }), 'list.csv');
    const staged = await admin.send('POST', '/desk/imports', { body: upload });
    ids['imports'] = staged.headers.get('location')?.split('/').at(-1) ?? '';
    await app.service(ImportsService).settled(Number(ids['imports']));
    Object.assign(ids, { topics: String(topic.id), contacts: String(kept.id), other: String(other.id) });
    await app.database.query(
      `insert into kept_form (user_id, path, page, media_type, fields, files)
       values ($1, '/desk/contacts', '/desk/contacts/new', 'application/x-www-form-urlencoded', $2, '{list.csv}')`,
      [admin.userId, JSON.stringify([['notes', 'Met at the vigil.\r\nPrefers calls.']])],
    );
    for (const [folder, table] of [
      ['kept-forms', 'kept_form'],
      ['audiences', 'audience'],
      ['suppressions', 'suppression'],
      ['users', 'staff_user'],
    ] as const)
      ids[folder] = await newestOf(table);
  }

  async function newestOf(table: string): Promise<string> {
    const [row] = await app.database.query<{ id: number }[]>(`select max(id) as id from ${table}`);
    return String(row?.id);
  }

  it.each(VIEWS)(
    'can be used by everybody, has room between its fields and fits its window (%s)',
    async (view) => {
      const page = await openPage(browser, app.url, admin.headers['cookie'] ?? '', view);
      for (const path of pages) {
        await page.goto(path);
        await screenshot(page, `page-${path.replaceAll(/\W+/g, '-')}`, view);
        const found = [await accessibilityProblems(page), await overflowOf(page), await crampedIn(page)];
        expect([path, ...found]).toEqual([path, [], 0, []]);
      }
      await page.context().close();
    },
    240_000,
  );

  it.each([1600, 1366, 1250, 1121, 1120, 1000, 640, 320])(
    'names the organisation in full in a window of %d pixels',
    async (width) => {
      const page = await openPage(browser, app.url, admin.headers['cookie'] ?? '', 'desktop');
      await page.setViewportSize({ width, height: 700 });
      await page.goto('/desk');
      const name = page.locator('.masthead .nameplate');
      expect(await name.textContent()).toBe(LONG_NAME);
      const cut = (element: Element) =>
        element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
      expect([await name.evaluate(cut), await overflowOf(page)]).toEqual([false, 0]);
      expect((await name.boundingBox())?.height).toBeLessThan(120);
      await page.context().close();
    },
  );

  it('is valid HTML', async () => {
    const problems: Record<string, string[]> = {};
    for (const path of pages) {
      const { text } = await admin.get(path);
      const found = await htmlProblems(text);
      if (found.length > 0) problems[path] = [...new Set(found)];
    }
    expect(problems).toEqual({});
  });
});

/** From the routes, so that a new page is looked at from its first day. */
function pagesOf(app: TestApp, ids: Record<string, string>): string[] {
  const paths = app
    .service(Routes)
    .all()
    .filter(({ method, path }) => method === 'GET' && /^\/(desk|sign-in|mailbox)\b/.test(path))
    .map(({ path }) => path)
    .filter((path) => !ELSEWHERE.test(path) && !NO_PAGES.test(path) && !path.startsWith('/mailbox/'));
  const filled = paths.map((path) => {
    const folder = path.split('/')[2] ?? '';
    return path.replace(':id', ids[folder] ?? ':id').replace(':other', ids['other'] ?? '');
  });
  const errors = ['/desk/nothing-here', '/desk/contacts/999999'];
  return [...filled.map((path) => path.replace(':secret', 'used')), ...errors];
}

/** Fields and buttons that stand on each other with less than 6 pixels between them. */
function crampedIn(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('form :is(.field, .field-row)')].flatMap((field) => {
    const next = field.nextElementSibling;
    if (!next || !next.matches('.field, .field-row, .button, .button-row')) return [];
    const [above, below] = [field.getBoundingClientRect(), next.getBoundingClientRect()];
    const isBeside = below.top < above.bottom - 1 && below.left >= above.right;
    if (above.height === 0 || below.height === 0 || isBeside) return [];
    return below.top - above.bottom < 6 ? [field.textContent.trim().slice(0, 40)] : [];
  })`);
}
