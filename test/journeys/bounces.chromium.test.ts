import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bounceRules } from '../../src/bounces/bounce-rules.js';
import { type BounceReport, keepBounce } from '../../src/bounces/keep-bounce.js';
import {
  accessibilityProblems,
  launchBrowser,
  openPage,
  overflowOf,
  screenshot,
  VIEWS,
} from '../support/browser.js';
import { buildDelivery, type BuiltDelivery } from '../support/build-bounces.js';
import { fillBounceDesk } from '../support/fill-bounce-desk.js';
import { type Client, TestApp } from '../support/http.js';

const EVIL = '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">';

describe('judging what came back, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let officer: Client;
  let contactId: number;
  let busy: Awaited<ReturnType<typeof fillBounceDesk>>;

  beforeAll(async () => {
    browser = await launchBrowser();
    app = await TestApp.start();
    officer = await app.as('press_officer');
    contactId = await fill();
    busy = await fillBounceDesk(app);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  const cookie = () => officer.headers['cookie'] ?? '';
  const PLACES = (): [string, string][] => [
    ['bounces', '/desk/bounces'],
    ['bounce', '/desk/bounces/1'],
    ['bounce-mails', '/desk/bounces/mails'],
    ['contact-bounces', `/desk/contacts/${contactId}/bounces`],
    ['destinations', '/desk/destinations'],
    ['destination', '/desk/destinations/mail.example'],
    ['bounce-with-mail', `/desk/bounces/${busy.bounceWithMail}`],
    ['busy-contact-bounces', `/desk/contacts/${busy.contactId}/bounces`],
    ['bounces-of-letters', '/desk/bounces?mail=letter'],
    ['bounces-none', '/desk/bounces?reason=moved'],
    ['destination-resting', '/desk/destinations/tagblatt.example'],
    ['destination-fine', '/desk/destinations/herald.example?days=30'],
    ['destination-unknown', '/desk/destinations/nowhere.example'],
    ['bounce-mail', '/desk/bounces/mails/1'],
    ['suppressions-found', '/desk/suppressions?q=courier'],
    ['suppressions-none', '/desk/suppressions?q=nobody-at-all'],
    ['suppressions', '/desk/suppressions'],
    ['suppression-new', '/desk/suppressions/new'],
    ['suppression-import', '/desk/suppressions/import'],
    ['suppression', '/desk/suppressions/1'],
  ];

  it.each(VIEWS)(
    'is possible on each page without a barrier and without scrolling sideways (%s)',
    async (view) => {
      const page = await openPage(browser, app.url, cookie(), view);
      for (const [name, path] of PLACES()) {
        await page.goto(path);
        await screenshot(page, name, view);
        expect([path, await page.title()]).not.toEqual([path, 'taken']);
        expect([path, await overflowOf(page), await accessibilityProblems(page)]).toEqual([path, 0, []]);
      }
      await page.context().close();
    },
    // Twenty-one pages, each drawn and walked by axe.
    240_000,
  );

  it('undoes a bounce with one click on its page, and runs nothing that a stranger wrote', async () => {
    const page = await openPage(browser, app.url, cookie(), 'desktop');
    await page.goto('/desk/bounces?reason=unknown-address');
    await page.getByRole('link', { name: 'dead@courier.example' }).click();
    expect(await page.textContent('pre')).toContain('<script>');
    await page.getByRole('button', { name: /Undo/ }).click();
    await page.getByText('Mail may go to this address again').waitFor();
    expect(await page.title()).toBe('Bounce of dead@courier.example · Press desk');
    await page.context().close();
  });

  async function fill(): Promise<number> {
    const dead = await buildDelivery(app.database, { email: 'dead@courier.example' });
    await report(dead, {
      category: 'unknown-address',
      hard: true,
      diagnostic: `550 5.1.1 no such user ${EVIL}`,
    });
    const full = await buildDelivery(app.database, {
      email: 'full@radio.example',
      headline: 'School meals become free for all pupils',
    });
    await report(full, { category: 'mailbox-full', hard: false, diagnostic: '552 5.2.2 mailbox full' });
    for (let n = 0; n < 4; n++) {
      const delivery = await buildDelivery(app.database, {
        email: `r${n}@mail.example`,
        dispatchId: full.dispatchId,
        state: n < 2 ? 'refused' : 'accepted',
        reply: '550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
      });
      if (n < 2)
        await report(delivery, {
          category: 'authentication',
          hard: false,
          diagnostic: '550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
        });
    }
    await report(await buildDelivery(app.database), {
      kind: 'feedback',
      category: 'unknown',
      hard: false,
      diagnostic: '',
    });
    await app.database.query(
      `insert into inbound_mail (source, rcpt, sender, kind, forwarding, raw, reading)
       values ('smtp', 'b@bounces.example', 'ana@courier.example', 'other', 'sent', $1, '{"subject": "Re: Council approves tram line"}')`,
      [Buffer.from(`Subject: Re: Council approves tram line\r\n\r\n${EVIL}`)],
    );
    await app.database.query(
      `insert into inbound_refusal (day, source, reason, count) values (current_date, 'smtp', 'forged return path', 3)`,
    );
    return full.contactId;
  }

  async function report(delivery: BuiltDelivery, said: Partial<BounceReport>): Promise<void> {
    const whole = {
      kind: 'bounce',
      source: 'smtp',
      inboundMailId: null,
      status: '',
      reply: '',
      deliveryId: delivery.id,
      ...said,
    };
    await app.database.transaction((manager) =>
      keepBounce(manager, whole as BounceReport, bounceRules(app.env)),
    );
  }
});
