import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TransactionalMail } from '../../src/auth/transactional-mail.js';
import { createLog } from '../../src/ops/log.js';
import { Notices } from '../../src/subscriptions/notices.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  VIEWS,
} from '../support/browser.js';
import { buildContact, buildTopic } from '../support/build-contacts.js';
import { TestApp } from '../support/http.js';
import { keepMail, type KeptMail } from '../support/kept-mail.js';

const LIST = [
  'E-mail;Name;Outlet;Language',
  'nina@radio.example;Nina Berg;Radio Nord;de',
  'left@radio.example;Left Long Ago;Radio Nord;de',
  'not an address;Nobody;;en',
].join('\r\n');

describe('a list that the press office imports through its pages', () => {
  let app: TestApp;
  let browser: Browser;
  let mail: KeptMail;
  let folder: string;
  let cookie: string;
  let desk: Page;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    mail = keepMail(app);
    folder = await mkdtemp(join(tmpdir(), 'dateline-list-'));
    await writeFile(join(folder, 'press.csv'), LIST);
    await buildTopic(app.database, { name: 'Transport' });
    await app.database.query(
      `insert into suppression (email_hash, email, reason, source)
       values (email_hash('left@radio.example'), 'left@radio.example', 'unsubscribed', 'one-click')`,
    );
    cookie = (await app.as('press_officer')).headers['cookie']!;
    desk = await openPage(browser, app.url, cookie, VIEWS[0]!);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await rm(folder, { recursive: true });
  });

  it('is read, previewed, run; who is on it is told, and one who objects is off it at once', async () => {
    await desk.goto('/desk/imports');
    const upload = desk.locator('form[action="/desk/imports"]');
    await upload.locator('input[name=source]').fill('Press fair 2026');
    await upload.locator('.chip', { hasText: 'Transport' }).click();
    await upload.locator('input[type=file]').setInputFiles(join(folder, 'press.csv'));
    await upload.locator('button.button-primary').click();
    const run = desk.locator('form[action$="/run"] button');
    await run.waitFor();
    expect(await desk.textContent('main')).toContain('not an address');
    await run.click();
    await desk.locator('#import-progress .notice-ok').waitFor();
    const rows = await app.database.query(
      `select c.email, c.source, o.name as outlet, s.state from contact c left join outlet o on o.id = c.outlet_id
         left join subscription s on s.contact_id = c.id order by c.email`,
    );
    expect(rows).toContainEqual({
      email: 'nina@radio.example',
      source: 'Press fair 2026',
      outlet: 'Radio Nord',
      state: 'active',
    });
    expect(
      rows.filter((row: { email: string; state: string }) => row.email.startsWith('left@')),
    ).not.toContainEqual(expect.objectContaining({ state: 'active' }));

    await desk.goto('/desk/data-protection');
    await desk.getByRole('link', { name: 'Send the notice now' }).click();
    await desk.getByRole('button', { name: 'Send the notice now' }).click();
    await desk.locator('.flash').waitFor();
    await sendNotices();
    expect(mail.to('left@radio.example')).toEqual([]);
    const [letter] = mail.to('nina@radio.example');
    expect(letter!.subject).toContain('Ihre Adresse');
    expect(letter!.text).toContain('Press fair 2026');

    const journalist = await openPage(browser, app.url, 'nobody=0', 'phone');
    await journalist.goto(/\/objection\/\S+/.exec(letter!.text)![0]);
    await journalist.locator('main form button').click();
    await journalist.getByRole('heading', { name: 'Ihr Widerspruch gilt' }).waitFor();
    const [standing] = await app.database.query(
      `select reason from suppression where email_hash = email_hash('nina@radio.example') and lifted_at is null`,
    );
    expect(standing).toEqual({ reason: 'objection' });
  });

  it.each(VIEWS)(
    'has pages at the desk without barriers (%s)',
    async (view) => {
      const page = await openPage(browser, app.url, cookie, view);
      const problems: string[] = [];
      for (const [name, path] of Object.entries(await ledgers())) {
        await page.goto(path);
        await screenshot(page, `trust-${name}`, view);
        problems.push(...(await accessibilityProblems(page)).map((each) => `${name}: ${each}`));
        if ((await overflowOf(page)) > 0) problems.push(`${name}: wider than the window`);
      }
      await page.context().close();
      expect(problems).toEqual([]);
    },
    180_000,
  );

  /** Pages with somebody who asks for early access and somebody who lost it. */
  async function ledgers(): Promise<Record<string, string>> {
    const [{ id }] = await app.database.query(
      `select id from contact where email_key = 'nina@radio.example'`,
    );
    await app.database.query(
      `update contact set trust = 'suspended', trust_until = now() + interval '30 days', trust_outlet_id = outlet_id where id = $1`,
      [id],
    );
    const asking = await buildContact(app.database, { name: 'Lena Süd' });
    await app.database.query(
      `insert into trust_event (contact_id, kind, note)
       values ($1, 'request', E'Radio Nord\\nhttps://radionord.example/nina'), ($1, 'grant', 'Called the newsroom'),
              ($1, 'warning', 'Posted 20 minutes early'), ($1, 'suspension', 'Again'),
              ($2, 'request', E'Radio Süd\\nMy editor: +49 30 555')`,
      [id, asking.id],
    );
    return {
      list: '/desk/early-access',
      request: `/desk/contacts/${asking.id}/trust`,
      standing: `/desk/contacts/${id}/trust`,
      protection: '/desk/data-protection',
    };
  }

  /** What a worker does twice a minute. */
  const sendNotices = () =>
    new Notices(
      app.database,
      app.service(TransactionalMail),
      { ...app.env, SMTP_URL: 'smtp://unused' },
      createLog('silent'),
    ).sendDue(new AbortController().signal);
});
