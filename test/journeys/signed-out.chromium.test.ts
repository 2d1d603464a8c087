import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { UsersService } from '../../src/users/users.service.js';
import { launchBrowser, overflowOf, screenshot } from '../support/browser.js';
import { beginRelease } from '../support/build-desk.js';
import { TestApp } from '../support/http.js';

const PASSWORD = 'four unrelated words do';
const TEXT = 'The city council voted nine to two on Tuesday.\n\nWork begins in May.';

/** The worst case: no script, a file chosen, and the session ends between typing and sending. */
describe('somebody who is signed out while writing', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it('loses nothing of what was typed, without script', async () => {
    const id = await app.newUser('press_officer');
    const users = app.service(UsersService);
    await users.setPassword({ kind: 'system', name: 'test' }, id, PASSWORD);
    const [{ email }] = await app.database.query('select email from staff_user where id = $1', [id]);
    const release = await beginRelease(await app.as('press_officer'), 'Council opens library');
    const context = await browser.newContext({
      baseURL: app.url,
      javaScriptEnabled: false,
      reducedMotion: 'reduce',
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    await page.goto(`/desk/releases/${release}`);
    await signIn(page, email);

    await page.getByLabel('Subhead').fill('After ten years of talks');
    await page.getByLabel('Text', { exact: true }).fill(TEXT);
    await page.getByLabel('Add files').setInputFiles({
      name: 'figures.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('a,b\n1,2\n'),
    });
    await app.database.query('delete from session');
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    await page.getByText('What you typed is kept').waitFor();
    await screenshot(page, 'signed-out-sign-in', 'phone');
    await signIn(page, email);
    await page.getByRole('heading', { name: 'What you had typed' }).waitFor();
    await page.getByText('They were not kept: figures.csv.').waitFor();
    await page.getByText('Work begins in May.').waitFor();
    await screenshot(page, 'signed-out-kept', 'phone');
    expect(await overflowOf(page)).toBe(0);

    await page.getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    expect(await page.getByLabel('Subhead').inputValue()).toBe('After ten years of talks');
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toContain('Work begins in May.');
    await context.close();
  });

  async function signIn(page: Page, email: string): Promise<void> {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
});
