import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { readEnv } from '../../src/config/env.js';
import { type AllInOne, startAllInOne } from '../../src/start-all-in-one.js';
import { accessibilityProblems, launchBrowser, overflowOf, screenshot } from '../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';

const HEADLINE = 'Immigrant Children and Attorneys';

/** As somebody who typed `npm start` for the first time sees it: one process, the demo newsroom, a link in the terminal. */
describe('the whole job in a browser', () => {
  let dateline: AllInOne;
  let database: TestDatabase;
  let browser: Browser;
  let page: Page;
  let folder: string;
  const said: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'dateline-journey-'));
    database = await createTestDatabase();
    const env = readEnv({
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PORT: String(await freePort()),
      INBOUND_PORT: '0',
      RETRY_FIRST: '1',
      NOTICES: 'off',
      LOG_LEVEL: 'silent',
      RATE_LIMITS: 'off',
    });
    dateline = await startAllInOne({ env, say: (line) => said.push(line) });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 900 }, baseURL: dateline.url });
  });
  afterAll(async () => {
    await browser.close();
    await dateline.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('leads from the link in the terminal to the end of the progress bar', async () => {
    const link = /http\S+\/sign-in\/link\/\S+/.exec(said.join('\n'))?.[0] ?? '';
    await page.goto(link);
    await page.getByRole('button').first().click();
    await page.waitForURL(/\/desk/);

    await page.getByRole('link', { name: 'Releases' }).first().click();
    await page.getByRole('link', { name: new RegExp(HEADLINE) }).click();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('link', { name: 'Arm', exact: true }).first().click();
    await confirmNumber(page);
    await page.waitForURL(/\/desk\/dispatches\/\d+/);

    await page.getByText('Sent', { exact: true }).first().waitFor({ timeout: 60_000 });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await screenshot(page, 'whole-job-sent', 'desktop');
  });

  it('shows in the mailbox what left, as HTML, as text and as source', async () => {
    await page.goto('/mailbox');
    await page
      .getByRole('link', { name: new RegExp(HEADLINE) })
      .first()
      .click();
    await page.frameLocator('iframe').first().getByText(HEADLINE).first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'mailbox-mail', 'desktop');
    await page.getByRole('link', { name: 'Source' }).click();
    await page.getByText('List-Unsubscribe-Post: List-Unsubscribe=One-Click').waitFor();
    await page.getByRole('link', { name: 'Plain text' }).click();
    await page.getByText('FOR IMMEDIATE RELEASE').waitFor();
  });

  it('shows the release in the newsroom, and the refusals by reason', async () => {
    await page.goto('/');
    await page
      .getByRole('link', { name: new RegExp(HEADLINE) })
      .first()
      .waitFor();
    await page.goto('/desk/dispatches');
    await page.getByRole('link', { name: new RegExp(HEADLINE) }).click();
    await page
      .getByText(/no such user/)
      .first()
      .waitFor();
  });
});

/** Immediate release asks for the number of recipients, typed. */
async function confirmNumber(page: Page): Promise<void> {
  const question = await page.getByRole('heading', { name: /journalists\?/ }).innerText();
  const number = /(\d+) journalists/.exec(question)?.[1] ?? '';
  await page.locator('.confirmation').getByRole('textbox').fill(number);
  await page.locator('.confirmation').getByRole('button').last().click();
}
