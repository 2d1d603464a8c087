import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { UsersService } from '../../src/users/users.service.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  type View,
  VIEWS,
} from '../support/browser.js';
import {
  approveRelease,
  beginRelease,
  buildFollowedTopic,
  completeRelease,
  markSent,
  saveRelease,
} from '../support/build-desk.js';
import { type Client, TestApp } from '../support/http.js';

const PASSWORD = 'four unrelated words do';
const TEXT = 'The city council voted nine to two on Tuesday to fund a new tram line.';

describe('a press officer in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let writer: Client;
  let editor: Client;
  let topicId: number;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    [writer, editor] = [await app.as('press_officer'), await app.as('press_officer')];
    topicId = await buildFollowedTopic(app, 'Transport', 8);
    await buildFollowedTopic(app, 'Budget and economy', 3);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it('signs in, writes, sees the mail change, and leaves it to a colleague to approve and arm', async () => {
    const page = await signIn(await newOfficer());
    await page.getByRole('link', { name: 'Releases' }).first().click();
    await page.getByRole('link', { name: 'New release' }).first().click();
    await page
      .getByRole('textbox', { name: 'Headline' })
      .fill('Council approves tram line to hospital district');
    await page.getByRole('button', { name: 'Begin writing' }).click();
    await page.waitForURL(/releases\/[\w-]{10,}$/);

    await page.getByRole('textbox', { name: 'Text', exact: true }).pressSequentially(TEXT);
    await page.getByLabel('Dateline').fill('Harborview');
    await page.getByText('Transport').click();
    await page.getByText('Somebody else').click();
    await page.locator('[name="contact.0.name"]').fill('Tomas Berg');
    await page.locator('[name="contact.0.email"]').fill('tomas@newsroom.example');
    await page.locator('[data-save-indicator]', { hasText: /^Saved \d\d:\d\d$/ }).waitFor();
    await mailShows(page, TEXT);
    await mailShows(page, 'Tomas Berg');

    await page.getByLabel('Upload a picture').setInputFiles(await picture());
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The picture needs a credit').waitFor();
    await page.getByLabel('What it shows').fill('A yellow tram on a bridge');
    await page.getByLabel('Credit').fill('Ana Ruiz');
    await page.getByRole('button', { name: 'Save and set one' }).click();

    await page.getByLabel('Date and time').fill('2099-11-24T09:00');
    await page.getByRole('button', { name: 'Set the embargo' }).click();
    await page.getByText('A Tuesday').waitFor();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await page.getByText('somebody else has to approve it').waitFor();

    await approveAndArm(page.url());
  });

  it('is shown both texts when somebody else wrote the same part meanwhile', async () => {
    const id = await complete();
    const page = await open(writer, `/desk/releases/${id}`);
    await page.locator('rich-text .ProseMirror').waitFor();
    await saveRelease(editor, id, { subhead: 'After ten years of talks' });
    await page.getByRole('textbox', { name: 'Subhead' }).fill('The first line since 1996');
    await page.locator('[data-save-indicator]', { hasText: 'Press Save to compare' }).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('.conflict-text', { hasText: 'After ten years of talks' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Subhead' }).inputValue()).toBe(
      'The first line since 1996',
    );
    await shown(page, 'compose-conflict', 'desktop');
    await page.getByRole('button', { name: 'Save yours' }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    expect(await page.getByText('This browser kept text').count()).toBe(0);
    expect(await page.getByRole('textbox', { name: 'Subhead' }).inputValue()).toBe(
      'The first line since 1996',
    );
  });

  it.each(VIEWS)('finds every page clean for screen readers and small windows (%s)', async (view) => {
    const id = await complete();
    await editor.form(`/desk/releases/${id}/embargo`, {
      'embargo.local': '2099-11-24T09:00',
      'embargo.zone': 'America/New_York',
    });
    await saveRelease(writer, id, { headline: 'Council approves tram line to the hospital' });
    await writer.form(`/desk/releases/${id}/review`);
    const gone = await complete();
    await approveRelease(writer, editor, gone);
    await markSent(app, gone);
    const pages: [string, string][] = [
      ['overview', '/desk'],
      ['calendar', '/desk/calendar?month=2099-11'],
      ['calendar-list', '/desk/calendar?month=2099-11&view=list'],
      ['releases', '/desk/releases'],
      ['releases-none', '/desk/releases?search=nothing-has-this-word'],
      ['new', '/desk/releases/new'],
      ['compose', `/desk/releases/${id}`],
      ['embargo', `/desk/releases/${id}/embargo`],
      ['preview', `/desk/releases/${id}/preview?tier=early&as=nobody@paper.example`],
      ['review', `/desk/releases/${id}/review`],
      ['history', `/desk/releases/${id}/history`],
      ['arm', `/desk/releases/${id}/arm`],
      ['sent', `/desk/releases/${gone}`],
      ['correct', `/desk/releases/${gone}/follow-up/correction`],
      ['kill', `/desk/releases/${gone}/follow-up/kill`],
    ];
    const page = await open(editor, '/desk/releases', view);
    for (const [name, path] of pages) {
      await page.goto(path);
      await settled(page);
      await shown(page, name, view);
    }
  });

  async function approveAndArm(url: string): Promise<void> {
    const page = await open(editor, new URL(url).pathname);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('link', { name: 'Arm', exact: true }).first().click();
    await page.getByText('Arm this for 8 journalists?').waitFor();
    await shown(page, 'arm-ready', 'desktop');
    await page.getByRole('button', { name: 'Arm it' }).click();
    await page.waitForURL(/\/desk\/dispatches\/\d+$/);
    await page.context().close();
  }

  async function newOfficer(): Promise<string> {
    const id = await app.newUser('press_officer');
    const users = app.service(UsersService);
    await users.setPassword({ kind: 'system', name: 'test' }, id, PASSWORD);
    return (await users.get(id)).email;
  }

  async function signIn(email: string): Promise<Page> {
    const page = await open(app.anonymous(), '/sign-in');
    await page.getByLabel('E-mail address').first().fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/\/desk$/);
    return page;
  }

  async function complete(): Promise<string> {
    const id = await beginRelease(writer, 'Council approves tram line');
    await saveRelease(writer, id, {
      ...completeRelease(topicId),
      headline: 'Council approves tram line',
      bodyText: TEXT,
    });
    return id;
  }

  async function open(client: Client, path: string, view: View = 'desktop'): Promise<Page> {
    const page = await openPage(browser, app.url, client.headers['cookie'] ?? 'none=none', view);
    await page.goto(path);
    return page;
  }

  /** The mail in the frame has these words, once it was fetched again. */
  async function mailShows(page: Page, words: string): Promise<void> {
    await page
      .frameLocator('email-preview iframe')
      .last()
      .locator(`:text("${words}"):visible`)
      .first()
      .waitFor();
  }

  async function settled(page: Page): Promise<void> {
    if (await page.locator('rich-text').count()) await page.locator('rich-text .ProseMirror').waitFor();
    for (const frame of page.frames()) await frame.waitForLoadState('load');
  }

  async function shown(page: Page, name: string, view: View): Promise<void> {
    await screenshot(page, `releases-${name}`, view);
    expect({ name, problems: await accessibilityProblems(page) }).toEqual({ name, problems: [] });
    expect({ name, overflow: await overflowOf(page) }).toEqual({ name, overflow: 0 });
  }
});

async function picture(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const buffer = await sharp({ create: { width: 1600, height: 1000, channels: 3, background: '#d9a92c' } })
    .jpeg()
    .toBuffer();
  return { name: 'tram.jpg', mimeType: 'image/jpeg', buffer };
}
