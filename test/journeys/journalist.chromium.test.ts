import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { parseSecrets } from '../../src/auth/signed-token.js';
import { ConfirmationMailsService } from '../../src/subscriptions/confirmation-mails.service.js';
import { preferencesUrl, unsubscribeUrl } from '../../src/subscriptions/signed-links.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  VIEWS,
} from '../support/browser.js';
import { buildTopic } from '../support/build-contacts.js';
import { TEST_SECRET, TestApp } from '../support/http.js';
import { keepMail, type KeptMail, linkIn } from '../support/kept-mail.js';

const EMAIL = 'nina@radio.example';
const keys = parseSecrets(TEST_SECRET);

describe('a journalist in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let mail: KeptMail;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    mail = keepMail(app);
    await buildTopic(app.database, { name: 'Transport', description: 'Trams, trains and buses.' });
    await buildTopic(app.database, { name: 'Budget and economy' });
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  const open = async (path: string, view = VIEWS[0]!): Promise<Page> => {
    const page = await openPage(browser, app.url, 'nobody=0', view);
    await page.goto(path);
    return page;
  };
  const states = async (): Promise<string[]> => {
    const rows: { name: string; state: string }[] = await app.database.query(
      `select t.name, s.state from subscription s join topic t on t.id = s.topic_id join contact c on c.id = s.contact_id
        where c.email_key = $1 order by t.name`,
      [EMAIL],
    );
    return rows.map(({ name, state }) => `${name}: ${state}`);
  };
  const links = async () => {
    const [{ id }] = await app.database.query('select id from contact where email_key = $1', [EMAIL]);
    const path = (url: string) => new URL(url).pathname;
    return {
      preferences: path(preferencesUrl(app.env, keys, id)),
      unsubscribe: path(unsubscribeUrl(app.env, keys, id)),
    };
  };

  it('subscribes with proof of work, confirms, changes topics, is not caught by a scanner, and leaves', async () => {
    const page = await open('/subscribe?lang=en');
    await page.locator('.chip', { hasText: 'Transport' }).click();
    await page.locator('input[name=email]').fill(EMAIL);
    const sent = await send(page, page.locator('main form button.button-primary'));
    expect(new URLSearchParams(sent).get('altcha')).toMatch(/^[\w+/=]{100,}$/);

    await app.service(ConfirmationMailsService).sendDue();
    const confirm = linkIn(mail.to(EMAIL).at(-1)!.text);
    await visitTwice(confirm);
    expect(await states()).toEqual([]);
    await page.goto(confirm);
    await send(page, page.locator('main form button').first());
    expect(await states()).toEqual(['Transport: active']);

    const { preferences, unsubscribe } = await links();
    await page.goto(preferences);
    await page.locator('.chip', { hasText: 'Budget and economy' }).click();
    await send(page, page.locator('main form button.button-primary').first());
    const both = ['Budget and economy: active', 'Transport: active'];
    expect(await states()).toEqual(both);

    for (const link of [preferences, unsubscribe]) await visitTwice(link);
    expect(await states()).toEqual(both);
    await page.goto(unsubscribe);
    expect(await page.textContent('body')).not.toContain(EMAIL);
    await send(page, page.locator('main form button').first());
    expect((await states()).filter((state) => state.endsWith('active'))).toEqual([]);
  });

  it.each(['en', 'ar'])('reads pages without barriers in %s', async (language) => {
    await app.database.query('update contact set languages = $1', [[language]]);
    const paths = ['/subscribe'];
    if ((await states()).length > 0) paths.push(...Object.values(await links()));
    const problems: string[] = [];
    for (const view of VIEWS)
      for (const [at, path] of paths.entries()) {
        const page = await open(`${path}?lang=${language}`, view);
        expect(await page.getAttribute('html', 'dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
        await screenshot(page, `journalist-${language}-${at}`, view);
        problems.push(...(await accessibilityProblems(page)).map((each) => `${view} ${path}: ${each}`));
        if ((await overflowOf(page)) > 0) problems.push(`${view} ${path}: wider than the window`);
        await page.context().close();
      }
    expect(problems).toEqual([]);
  });

  /** Presses the button of a form, waits until the server has answered it, and gives what was sent. */
  async function send(page: Page, button: Locator): Promise<string> {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await button.click();
    const response = await answered;
    expect(response.status()).toBeLessThan(400);
    await page.waitForLoadState();
    return response.request().postData() ?? '';
  }

  /** As mail scanners do before the person sees the mail. */
  async function visitTwice(path: string): Promise<void> {
    const scanner = app.anonymous();
    for (let time = 0; time < 2; time++)
      for (const method of ['GET', 'HEAD']) await scanner.send(method, path);
  }
});
