import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { parseSecrets } from '../../src/auth/signed-token.js';
import { ConfirmationMailsService } from '../../src/subscriptions/confirmation-mails.service.js';
import { earlyPath } from '../../src/releases/early-link.js';
import {
  addressChangeUrl,
  confirmUrl,
  objectionUrl,
  personalDataUrl,
  preferencesUrl,
  unsubscribeUrl,
} from '../../src/subscriptions/signed-links.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  type View,
  VIEWS,
} from '../support/browser.js';
import { buildContact, buildSubscription, buildTopic } from '../support/build-contacts.js';
import {
  buildDispatch,
  buildVersion,
  confirmInstallation,
  embargoColumns,
} from '../support/build-releases.js';
import { TEST_SECRET, TestApp } from '../support/http.js';
import { keepMail, type KeptMail, linkIn } from '../support/kept-mail.js';

/** Two languages in every view; the words of the others are looked at where they have least room. */
const READINGS: [string, View][] = [
  ...['en', 'ar'].flatMap((language) => VIEWS.map((view): [string, View] => [language, view])),
  ...['es', 'fr', 'de'].map((language): [string, View] => [language, 'phone']),
];
const EMAIL = 'nina@radio.example';
const keys = parseSecrets(TEST_SECRET);
const pathOf = (url: string): string => new URL(url).pathname;

describe('a journalist in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let mail: KeptMail;
  let topicId: number;
  let releaseId: number;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    mail = keepMail(app);
    const described = { name: 'Transport', description: 'Trams, trains and buses.' };
    topicId = (await buildTopic(app.database, described)).id;
    await buildTopic(app.database, { name: 'Budget and economy' });
    const embargo = embargoColumns('2031-01-06T09:00', 'America/New_York');
    const version = await buildVersion(app.database, embargo);
    await buildDispatch(app.database, version.id, { liftIn: 3600, earlyIn: -60 });
    await confirmInstallation(app.database);
    releaseId = version.releaseId;
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
    return {
      preferences: pathOf(preferencesUrl(app.env, keys, id)),
      unsubscribe: pathOf(unsubscribeUrl(app.env, keys, id)),
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

  it('changes how often and in which language, pauses, and asks for early access, which the desk grants', async () => {
    const contact = await buildContact(app.database, { email: 'paolo@radio.example', languages: ['en'] });
    await buildSubscription(app.database, contact.id, topicId);
    const page = await open(pathOf(preferencesUrl(app.env, keys, contact.id)));
    expect(await page.textContent('main')).not.toContain('paolo@radio.example');
    await page.locator('input[name=frequency][value=weekly]').check();
    await page.locator('select[name=language]').selectOption('ar');
    await page.locator('input[name=timeZone]').fill('Africa/Cairo');
    await page.locator('input[name=pauseUntil]').fill('2099-12-24');
    await send(page, page.locator('main form button.button-primary').first());
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
    expect(await page.textContent('[role=status]')).toContain('تم الحفظ');
    const [kept] = await app.database.query(
      `select frequency, languages[1] as language, time_zone as zone, pause_until as until from contact where id = $1`,
      [contact.id],
    );
    expect(kept).toEqual({
      frequency: 'weekly',
      language: 'ar',
      zone: 'Africa/Cairo',
      until: new Date('2099-12-23T22:00:00Z'),
    });

    await page.locator('a[href$="/early-access"]').click();
    await page.locator('input[name=outlet]').fill('Radio Nord');
    await page.locator('textarea[name=proof]').fill('https://radionord.example/paolo');
    await page.locator('input[name=terms]').check();
    await send(page, page.locator('main form button.button-primary'));
    const desk = await openPage(
      browser,
      app.url,
      (await app.as('press_officer')).headers['cookie']!,
      VIEWS[0]!,
    );
    await desk.goto('/desk/early-access');
    await desk.getByRole('link', { name: 'Decide' }).click();
    await send(desk, desk.getByRole('button', { name: 'Grant early access' }));
    expect(mail.to('paolo@radio.example').at(-1)!.subject).toContain('اطلاعك المبكر');
    expect(await desk.textContent('.flash')).toContain('The journalist was told.');
    await desk.context().close();
    await page.context().close();
  });

  it('moves to another address from both mailboxes, takes all data along, and is erased', async () => {
    const { id } = await buildContact(app.database, { email: 'old@radio.example', languages: ['de'] });
    const preferences = pathOf(preferencesUrl(app.env, keys, id));
    const page = await open(preferences);
    await page.locator('input[name=email]').fill('new@radio.example');
    await send(page, page.locator('form[action$="/address"] button'));
    for (const address of ['old@radio.example', 'new@radio.example']) {
      await page.goto(linkIn(mail.to(address).at(-1)!.text));
      await send(page, page.locator('main form button'));
    }
    expect(await emailOf(id)).toBe('new@radio.example');

    const fresh = async (action: 'download' | 'erase') => {
      await page.goto(preferences);
      await send(page, page.locator(`form[action$="/${action}"] button`));
      await page.goto(linkIn(mail.to('new@radio.example').at(-1)!.text));
    };
    await fresh('download');
    const saved = page.waitForEvent('download');
    await page.locator('main form button').click();
    const file = await readFile(await (await saved).path(), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ contact: { email: 'new@radio.example' } });
    await fresh('erase');
    await send(page, page.locator('main form button'));
    expect(await emailOf(id)).toBeUndefined();
    await page.context().close();
  });

  it.each(READINGS)(
    'reads pages without barriers in %s (%s)',
    async (language, view) => {
      const problems: string[] = [];
      const page = await open('/subscribe', view);
      for (const [name, path] of Object.entries(await pagesIn(language))) {
        await page.goto(`${path}?lang=${language}`);
        expect([name, await page.getAttribute('html', 'lang')]).toEqual([name, language]);
        expect(await page.getAttribute('html', 'dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
        await screenshot(page, `journalist-${language}-${name}`, view);
        problems.push(...(await accessibilityProblems(page)).map((each) => `${name}: ${each}`));
        if ((await overflowOf(page)) > 0) problems.push(`${name}: wider than the window`);
      }
      await page.context().close();
      expect(problems).toEqual([]);
    },
    180_000,
  );

  const emailOf = async (id: number): Promise<string | undefined> =>
    (await app.database.query('select email from contact where id = $1', [id]))[0]?.email;

  /** Every page that a journalist is led to, by a name for its picture; the reader's language is the given one. */
  async function pagesIn(language: string): Promise<Record<string, string>> {
    const { id } = await buildContact(app.database, { languages: [language], trust: 'trusted' });
    await buildSubscription(app.database, id, topicId);
    const [request] = await app.database.query(
      `insert into subscription_request (email, email_key, topic_ids, language, text_shown)
       values ('zoe@radio.example', 'zoe@radio.example', $1, $2, '') returning id`,
      [[topicId], language],
    );
    const [change] = await app.database.query(
      `insert into address_change (contact_id, email) values ($1, 'zoe@daily.example') returning id`,
      [id],
    );
    const { env } = app;
    const soon = Math.floor(Date.now() / 1000) + 600;
    const preferences = pathOf(preferencesUrl(env, keys, id));
    return {
      subscribe: '/subscribe',
      confirm: pathOf(confirmUrl(env, keys, request.id)),
      preferences,
      asking: `${preferences}/early-access`,
      unsubscribe: pathOf(unsubscribeUrl(env, keys, id)),
      objection: pathOf(objectionUrl(env, keys, id)),
      address: pathOf(addressChangeUrl(env, keys, change.id, 'new')),
      download: pathOf(personalDataUrl(env, keys, id, 'download', soon)),
      erase: pathOf(personalDataUrl(env, keys, id, 'erase', soon)),
      terms: earlyPath(keys, id, releaseId),
      broken: '/u/broken',
    };
  }

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
