import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import nodemailer from 'nodemailer';
import { type SingleMail, TransactionalMail } from '../../../src/auth/transactional-mail.js';
import { BounceIntake } from '../../../src/bounces/bounce-intake.js';
import type { InboundServer } from '../../../src/bounces/inbound-server.js';
import type { Json, Provider } from '../../../src/bounces/providers/provider-event.js';
import { WebhookIntake } from '../../../src/bounces/webhook-intake.js';
import { singleMessageId, singleReturnPath } from '../../../src/delivery/single-return-path.js';
import { startInbound } from '../../../src/start-inbound.js';
import { emptyTables } from '../../support/database.js';
import { keysOf } from '../../support/build-bounces.js';
import { type Client, TestApp } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

const DEAD = '550 5.1.1 no such user here';

describe('single mails that come back', () => {
  let app: TestApp;
  let worker: INestApplicationContext;
  let inbound: InboundServer;
  let receiver: SmtpReceiver;
  let officer: Client;

  beforeAll(async () => {
    receiver = await SmtpReceiver.start();
    app = await TestApp.start({
      env: { INBOUND_PORT: '0', SMTP_URL: receiver.url, DESTINATION_HOLD_AFTER: '3' },
    });
    const env = { ...app.env, DATABASE_URL: app.env.DATABASE_URL! };
    [worker, inbound, officer] = [
      await startWorker(env),
      await startInbound(env),
      await app.as('press_officer'),
    ];
  });
  afterAll(async () => {
    await worker.close();
    await inbound.close();
    await app.stop();
    await receiver.stop();
  });
  beforeEach(async () => {
    receiver.messages.length = 0;
    await emptyTables(
      app.database,
      'bounce, single_bounce, inbound_mail, suppression, destination_hold, delivery, contact',
    );
  });

  async function contact(email: string): Promise<number> {
    const [row] = await app.database.query(
      `insert into contact (email, email_key, name, source) values ($1, $1, 'Ana Ruiz', 'test') returning id`,
      [email],
    );
    return row.id;
  }
  const send = (to: string, contactId: number) =>
    worker.get(TransactionalMail).attempt({
      to,
      contactId,
      subject: 'Early access to a release',
      html: '<p>Early</p>',
      text: 'Early',
      purpose: 'early-access-offer',
    });
  const standing = () =>
    app.database.query(`select email, reason, evidence from suppression where lifted_at is null`);

  async function mail(to: string, raw: string): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: inbound.port, ignoreTLS: true });
    try {
      await transport.sendMail({ envelope: { from: '', to }, raw: raw.replaceAll(/\r?\n/g, '\r\n') });
    } finally {
      transport.close();
    }
    await worker.get(BounceIntake).readAll();
    for (;;) {
      const [{ n }] = await app.database.query(
        `select count(*)::int as n from inbound_mail where kind = 'unread'`,
      );
      if (n === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('name themselves in return path and Message-ID, show on the page of bounces and are undone one by one', async () => {
    const id = await contact('ana@courier.example');
    await send('ana@courier.example', id);
    const [sent] = receiver.messages;
    expect(sent?.from).toMatch(/^s-l[0-9a-z]+-[0-9a-z]{25}@/);
    expect(sent?.header('message-id')).toMatch(/^<s-l[0-9a-z]+\.[0-9a-z]{25}@/);
    await mail(sent!.from, report('Status: 5.1.1', DEAD));
    expect(await standing()).toMatchObject([{ email: 'ana@courier.example', reason: 'hard_bounce' }]);

    const list = (await officer.get('/desk/bounces')).text;
    expect(list).toContain('ana@courier.example');
    expect(list).toContain('Offer of early access');
    const [, number = ''] = /href="\/desk\/bounces\/(\d+)"/.exec(list) ?? [];
    expect((await officer.get('/desk/bounces?mail=release')).text).not.toContain('ana@courier.example');
    const one = (await officer.get(`/desk/bounces/${number}`)).text;
    expect(one).toContain('Offer of early access');
    expect(one).toContain('Final-Recipient: rfc822; somebody@else.example');
    expect((await officer.get(`/desk/contacts/${id}/bounces`)).text).toContain(
      `href="/desk/bounces/${number}"`,
    );
    const api = (await officer.get(`/api/bounces/${number}`)).json();
    expect(api).toMatchObject({
      mail: 'letter',
      purpose: 'early-access-offer',
      releaseId: null,
      deliveryId: null,
    });

    const [row] = await app.database.query(`select id from suppression`);
    const [, way = ''] = /href="(\/desk\/bounces\?mail=letter[^"]+)"/.exec(
      (await officer.get(`/desk/suppressions/${row.id}`)).text,
    ) ?? [''];
    expect((await officer.get(way.replaceAll('&amp;', '&'))).text).toContain(
      `href="/desk/bounces/${number}"`,
    );

    expect((await officer.form(`/desk/bounces/${number}/undo`)).status).toBe(303);
    expect(await standing()).toEqual([]);
    expect((await officer.get(`/desk/bounces/${number}`)).text).toContain('This was undone');
    expect((await officer.form(`/desk/bounces/${number}/undo`)).status).toBe(409);
  });

  it('have numbers of their own among those of releases', async () => {
    const [{ n }] = await app.database.query(
      `select count(*)::int as n from (select nextval('bounce_id_seq')) s`,
    );
    expect(n).toBe(1);
    const id = await contact('ana@courier.example');
    const [{ id: first }] = await app.database.query(
      `insert into single_bounce (mail, mail_id, contact_id, email, domain, source, kind, category, hard, action)
       values ('notice', $1, $1, 'a@b.example', 'b.example', 'smtp', 'bounce', 'mailbox-full', false, 'counted') returning id`,
      [id],
    );
    const [{ last }] = await app.database.query(`select last_value as last from bounce_id_seq`);
    expect(Number(first)).toBe(Number(last));
  });

  it('count a refusal at SMTP time like a bounce', async () => {
    receiver.rule({ at: 'rcpt', to: /^gone@/, reply: DEAD });
    const id = await contact('gone@courier.example');
    expect(await send('gone@courier.example', id)).toMatchObject({ state: 'refused' });
    await worker.get(BounceIntake).takeRefusals();
    await until(async () => (await standing()).length === 1);
    expect(await standing()).toMatchObject([{ email: 'gone@courier.example', reason: 'hard_bounce' }]);
  });

  it('are known by a complaint to a role address that quotes their Message-ID', async () => {
    const id = await contact('ana@courier.example');
    await send('ana@courier.example', id);
    const quoted = receiver.messages[0]!.header('message-id')!;
    await mail(`feedback@${app.env.BOUNCE_DOMAIN}`, complaint(quoted));
    expect(await standing()).toMatchObject([{ email: 'ana@courier.example', reason: 'complaint' }]);
    const [{ kind }] = await app.database.query(`select kind from single_bounce`);
    expect(kind).toBe('feedback');
    await mail(`feedback@${app.env.BOUNCE_DOMAIN}`, complaint(quoted.replace(/.@/, 'x@')));
    const [{ n }] = await app.database.query(`select count(*)::int as n from single_bounce`);
    expect(n).toBe(1);
  });

  const events: [Provider, (tokens: { messageId: string; returnPath: string }) => Json][] = [
    [
      'sendgrid',
      ({ messageId }) => ({
        event: 'bounce',
        type: 'bounce',
        'smtp-id': `<${messageId}>`,
        reason: DEAD,
        status: '5.1.1',
      }),
    ],
    [
      'mailgun',
      ({ messageId }) => ({
        event: 'failed',
        severity: 'permanent',
        'delivery-status': { code: 550, message: DEAD, 'enhanced-code': '5.1.1' },
        message: { headers: { 'message-id': messageId } },
      }),
    ],
    [
      'ses',
      ({ returnPath }) => ({
        notificationType: 'Bounce',
        mail: { source: returnPath },
        bounce: {
          bounceType: 'Permanent',
          bouncedRecipients: [
            {
              emailAddress: 'x@y.example',
              status: '5.1.1',
              action: 'failed',
              diagnosticCode: `smtp; ${DEAD}`,
            },
          ],
        },
      }),
    ],
    [
      'postmark',
      ({ messageId }) => ({
        RecordType: 'Bounce',
        Type: 'HardBounce',
        Details: DEAD,
        Content: `Return-Path: <>\n\nMessage-ID: <${messageId}>\n`,
      }),
    ],
  ];
  it.each(events)('are known by an event of %s, and no event of somebody else’s', async (provider, event) => {
    const id = await contact('ana@courier.example');
    const [{ id: digest }] = await app.database.query(
      `insert into digest (contact_id, period, frequency, versions, state, email, settled_at)
       values ($1, current_date, 'daily', '{}', 'in_doubt', 'ana@courier.example', now()) returning id`,
      [id],
    );
    const tokens = tokensOf({ mail: 'digest', id: Number(digest) });
    const intake = app.service(WebhookIntake);
    const altered = { messageId: flip(tokens.messageId), returnPath: flip(tokens.returnPath) };
    const call = (id: string, one: Json) => intake.take(provider, { id: `${provider}-${id}`, events: [one] });
    expect(await call('forged', event(altered))).toEqual({ kept: 0, isReplay: false });
    expect(await call('ours', event(tokens))).toEqual({ kept: 1, isReplay: false });
    await worker.get(BounceIntake).readAll();
    await until(async () => (await standing()).length === 1);
    expect(await standing()).toMatchObject([
      { email: 'ana@courier.example', reason: 'hard_bounce', evidence: { digest: Number(digest) } },
    ]);
    const [{ state }] = await app.database.query(`select state from digest where id = $1`, [digest]);
    expect(state).toBe('accepted');
  });

  it('rest a destination that refuses many of them because of us', async () => {
    receiver.rule({ at: 'rcpt', to: /@strict\.example$/, reply: '550 5.7.26 This mail is unauthenticated' });
    for (const name of ['r1', 'r2', 'r3'])
      await send(`${name}@strict.example`, await contact(`${name}@strict.example`));
    await worker.get(BounceIntake).takeRefusals();
    await until(async () => (await app.database.query(`select from destination_hold`)).length === 1);
    expect(await standing()).toEqual([]);
    const { text } = await officer.get('/desk/destinations/strict.example');
    expect(text).toContain('5.7.26');
    expect(text).toContain('sign with DKIM');
  });

  const tokensOf = (single: SingleMail) => ({
    messageId: singleMessageId(keysOf(app.env), single, app.env.LIST_DOMAIN),
    returnPath: singleReturnPath(keysOf(app.env), single, app.env.BOUNCE_DOMAIN),
  });
});

/** Another last character of the MAC. */
function flip(token: string): string {
  return token.replace(/(.)@/, (_, last: string) => `${last === 'a' ? 'b' : 'a'}@`);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function report(status: string, words: string): string {
  return `From: MAILER-DAEMON@mx.two.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It could not be delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.two.example

Final-Recipient: rfc822; somebody@else.example
Action: failed
${status}
Diagnostic-Code: smtp; ${words}
--x--
`;
}

function complaint(messageId: string): string {
  return `From: feedback@mail.example
Subject: Complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=x

--x
Content-Type: text/plain

This is an abuse report.
--x
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Loop/1
Version: 1

--x
Content-Type: text/rfc822-headers

Message-ID: ${messageId}
Subject: Early access to a release
--x--
`;
}
