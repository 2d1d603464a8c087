import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
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
import { SmtpReceiver } from '../support/smtp-receiver.js';
import { startWorker } from '../support/worker.js';

const READERS = 120;

describe('watching a dispatch in a browser', () => {
  let browser: Browser;
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let desk: NewsroomDesk;
  let worker: INestApplicationContext | undefined;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '20', RETRY_FIRST: '600' });
    receiver = await SmtpReceiver.start();
    desk = await openDesk(newsroom);
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await desk.close();
    await receiver.stop();
    await newsroom.close();
  });

  const start = async () => {
    worker = await startWorker(newsroom.env({ SMTP_URL: `${receiver.url}?connections=2` }));
  };
  const open = async (path: string, view: View = 'desktop'): Promise<Page> => {
    const { cookie = '' } = (await desk.as()).headers;
    const page = await openPage(browser, desk.url, cookie, view);
    await page.goto(path);
    return page;
  };

  it('shows the countdown, then the bar growing to its end without a reload', async () => {
    await newsroom.addReaders(READERS);
    receiver.rule({ at: 'rcpt', to: /^r1[0-3]@/, reply: '550 5.1.1 no such user here' });
    const { id } = await newsroom.arm({ liftIn: 15, headline: 'Flood barrier passes first full-scale test' });
    const page = await open(`/desk/dispatches/${id}`);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    expect(await page.locator('count-down').first().textContent()).toMatch(/\d+ s/);
    await page.evaluate('window.sameDocument = true');
    await page.getByRole('link', { name: 'Lift now' }).focus();
    receiver.options.replyDelayMs = 20;
    await start();
    const bar = page.locator('[role=progressbar]');
    await bar.and(page.locator(`[aria-valuenow="${READERS}"]`)).waitFor({ timeout: 60_000 });
    await page.getByText('Everybody has been tried.').waitFor();
    // The button that had the focus is gone: the keyboard goes on from the progress, not from the top of the page.
    expect(await page.evaluate('document.activeElement.id')).toBe('live');
    expect(await page.getByText('0 of 120 before the lift').count()).toBe(1);
    expect(await page.getByRole('row', { name: /Nobody has this address/ }).textContent()).toContain('4');
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    expect(problems).toEqual([]);
  });

  it.each(VIEWS)(
    'is clean for screen readers, keyboards and small windows (%s)',
    async (view) => {
      await newsroom.addReaders(READERS);
      receiver.rule({ at: 'rcpt', to: /^r1[0-3]@/, reply: '550 5.1.1 no such user here' });
      receiver.rule({ at: 'rcpt', to: /^r2\d@/, reply: '450 4.2.0 greylisted, come back later' });
      receiver.rule({ at: 'dot', to: /^r3@/, times: 1, then: 'reset' });
      const armed = await newsroom.arm({ liftIn: 7200, headline: 'Council publishes the harbour report' });
      const { id } = await newsroom.arm({ headline: 'Flood barrier passes first full-scale test' });
      await start();
      await newsroom.until(
        `select frozen, pending + transmitting as open, exists (select from worker_seen) as "isSeen"
         from dispatch_account where dispatch_id = $1`,
        [id],
        (row: { frozen: number; open: number; isSeen: boolean }) =>
          row.frozen > 0 && row.open === 0 && row.isSeen,
      );
      const page = await open('/desk', view);
      for (const [name, path] of pages(id, armed.id)) {
        await page.goto(path);
        await screenshot(page, name, view);
        expect([name, await accessibilityProblems(page)]).toEqual([name, []]);
        expect([name, await overflowOf(page)]).toEqual([name, 0]);
      }
      await page.context().close();
    },
    180_000,
  );
});

function pages(id: number, armed: number): [string, string][] {
  return [
    ['overview', '/desk'],
    ['dispatches', '/desk/dispatches'],
    ['dispatch-armed', `/desk/dispatches/${armed}`],
    ['dispatch-live', `/desk/dispatches/${id}`],
    ['recipients', `/desk/dispatches/${id}/recipients`],
    ['in-doubt', `/desk/dispatches/${id}/in-doubt`],
    ['certificate', `/desk/dispatches/${id}/certificate`],
    ['statistics', '/desk/statistics'],
    ['statistics-release', `/desk/statistics/${id}`],
    ['dispatch-stop', `/desk/dispatches/${id}/stop`],
    ['dispatch-forward', `/desk/dispatches/${armed}/forward`],
    ['dispatch-lift', `/desk/dispatches/${armed}/lift`],
    ['dispatch-kill', `/desk/dispatches/${id}/kill`],
  ];
}
