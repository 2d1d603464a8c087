import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import nodemailer from 'nodemailer';
import { BounceIntake } from '../../../src/bounces/bounce-intake.js';
import type { InboundServer } from '../../../src/bounces/inbound-server.js';
import { forgetRawMails } from '../../../src/bounces/raw-mail-sweep.js';
import { signToken } from '../../../src/auth/signed-token.js';
import { startInbound } from '../../../src/start-inbound.js';
import {
  buildDelivery,
  type BuiltDelivery,
  keysOf,
  messageIdOf,
  returnPathOf,
} from '../../support/build-bounces.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

interface Kept {
  kind: string;
  forwarding: string | null;
  outcome: string;
  deliveryId: number | null;
}

describe('mail that comes back', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let inbound: InboundServer;
  let worker: INestApplicationContext;
  let delivery: BuiltDelivery;

  beforeAll(async () => {
    newsroom = await testNewsroom({ INBOUND_PORT: '0', PUBLIC_URL: 'https://press.example' });
    receiver = await SmtpReceiver.start();
    inbound = await startInbound(newsroom.env());
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
  });
  afterAll(async () => {
    await worker.close();
    await inbound.close();
    await receiver.stop();
    await newsroom.close();
  });
  beforeEach(async () => {
    delivery = await buildDelivery(newsroom.db, { email: 'ana@courier.example' });
  });
  afterEach(async () => {
    await newsroom.db.query(
      'truncate inbound_mail, bounce, suppression, delivery, contact, inbound_refusal cascade',
    );
    receiver.messages.length = 0;
  });

  const own = () => returnPathOf(newsroom.env(), delivery.id);

  async function send(to: string, lines: string[], from = 'ana@courier.example'): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: inbound.port, ignoreTLS: true });
    try {
      await transport.sendMail({ envelope: { from, to }, raw: lines.join('\r\n') });
    } finally {
      transport.close();
    }
  }
  const kept = () =>
    newsroom.until<Kept>(
      `select kind, forwarding, reading ->> 'outcome' as outcome, delivery_id as "deliveryId" from inbound_mail
        order by id desc limit 1`,
      [],
      ({ kind, forwarding }) => kind !== 'unread' && forwarding !== 'due' && forwarding !== 'sending',
    );
  const suppressed = () => newsroom.db.query('select email, reason from suppression where lifted_at is null');

  it('hands a person’s answer on to the press contact, whole, once, and marked as automatic', async () => {
    const answer = [
      'From: Ana <ana@courier.example>',
      `To: ${own()}`,
      'Subject: Re: Council approves tram line',
      'In-Reply-To: <x@newsroom.example>',
      '',
      'May I call you today?',
    ];
    await send(own(), answer);
    expect(await kept()).toMatchObject({ kind: 'other', forwarding: 'sent' });
    expect(receiver.messages).toHaveLength(1);
    const [mail] = receiver.messages;
    expect(mail).toMatchObject({ from: '', to: ['press@newsroom.example'] });
    const text = mail?.text ?? '';
    expect(text).toContain('Auto-Submitted: auto-forwarded');
    expect(text).toContain('Content-Type: message/rfc822');
    expect(text).toContain('May I call you today?');
    expect(await suppressed()).toEqual([]);
  });

  it.each([
    [
      'an automatic reply',
      ['Subject: Automatic reply: away', 'Auto-Submitted: auto-replied', 'In-Reply-To: <x@y.example>'],
      'ana@courier.example',
    ],
    [
      'a challenge',
      ['Subject: Please confirm your message', 'X-Autoreply: yes', 'In-Reply-To: <x@y.example>'],
      'ana@courier.example',
    ],
    ['an answer from the null sender', ['Subject: Re: your release', 'In-Reply-To: <x@y.example>'], ''],
    [
      'mail of a list',
      ['Subject: Re: your release', 'List-Id: <l.example>', 'In-Reply-To: <x@y.example>'],
      'ana@courier.example',
    ],
    [
      'an answer that was forwarded before',
      ['Subject: Re: your release', 'Auto-Submitted: auto-forwarded', 'In-Reply-To: <x@y.example>'],
      'ana@courier.example',
    ],
  ])('neither counts nor hands on %s', async (_, headers, from) => {
    await send(own(), ['From: ana@courier.example', `To: ${own()}`, ...headers, '', 'I am away.'], from);
    expect(await kept()).toMatchObject({ forwarding: null, outcome: 'no report' });
    expect(receiver.messages).toEqual([]);
    expect(await newsroom.db.query('select id from bounce')).toEqual([]);
  });

  const complaint = (quoted: string[], to: string, type = 'abuse') => [
    'From: feedback@provider.example',
    `To: ${to}`,
    'Subject: complaint',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is a complaint.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Provider/1.0',
    'Version: 1',
    'Original-Rcpt-To: victim@elsewhere.example',
    '--b',
    'Content-Type: message/rfc822',
    '',
    ...quoted,
    'Subject: Council approves tram line',
    '',
    'text',
    '--b--',
    '',
  ];

  it.each([
    ['return path', () => [`Return-Path: <${own()}>`]],
    ['Message-ID', () => [`Message-ID: <${messageIdOf(newsroom.env(), delivery.id)}>`]],
    [
      'unsubscribe link',
      () => [
        `List-Unsubscribe: <https://press.example/u/${signToken(keysOf(newsroom.env()), 'unsubscribe', [delivery.contactId, delivery.id])}>`,
      ],
    ],
  ])(
    'stops all mail after a complaint that quotes our %s, to the address that we wrote to',
    async (_, quoted) => {
      await send(
        'feedback@bounces.newsroom.example',
        complaint(quoted(), 'feedback@bounces.newsroom.example'),
      );
      expect(await kept()).toMatchObject({ kind: 'feedback', outcome: 'objected' });
      expect(await suppressed()).toEqual([{ email: 'ana@courier.example', reason: 'complaint' }]);
    },
  );

  it('ignores a complaint that names only an address, and one that says "not spam"', async () => {
    const to = 'feedback@bounces.newsroom.example';
    await send(
      to,
      complaint(
        ['To: ana@courier.example', 'Message-ID: <1.0000000000000000000000000@newsroom.example>'],
        to,
      ),
    );
    expect(await kept()).toMatchObject({ kind: 'feedback', outcome: 'unknown delivery', deliveryId: null });
    await newsroom.db.query('truncate inbound_mail cascade');
    await send(own(), complaint([], own(), 'not-spam'));
    expect(await kept()).toMatchObject({ kind: 'feedback', outcome: 'no report' });
    expect(await suppressed()).toEqual([]);
    expect(await newsroom.db.query('select reason, count from inbound_refusal')).toEqual([
      { reason: 'unknown delivery', count: 1 },
    ]);
  });

  it('ignores and counts a report that comes after the window', async () => {
    await newsroom.db.query(`update delivery set settled_at = now() - interval '15 days'`);
    await send(own(), complaint([], own()));
    expect(await kept()).toMatchObject({ outcome: 'too late' });
    expect(await suppressed()).toEqual([]);
  });

  it('counts return paths that were altered', async () => {
    const altered = own().replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@'));
    await expect(send(altered, ['Subject: x', '', 'x'])).rejects.toThrow(/550/);
    await newsroom.until<{ count: number }>(
      `select coalesce(sum(count), 0)::int as count from inbound_refusal where reason = 'forged return path'`,
      [],
      ({ count }) => count === 1,
    );
  });

  it('marks what cannot be read and goes on with the next mail', async () => {
    await newsroom.db.query(
      `insert into inbound_mail (source, rcpt, delivery_id, kind, raw) values ('smtp', 'x', $1, 'unread', $2)`,
      [delivery.id, Buffer.from(`Subject: x\r\nX-Long: ${'a'.repeat(400_000)}\r\n\r\nx`)],
    );
    await send(own(), complaint([], own()));
    expect(await kept()).toMatchObject({ kind: 'feedback', outcome: 'objected' });
    expect(await newsroom.db.query(`select kind from inbound_mail order by id`)).toEqual([
      { kind: 'exceeded' },
      { kind: 'feedback' },
    ]);
  });

  it('is read once, however many workers look', async () => {
    const other = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
    try {
      for (let i = 0; i < 10; i++)
        await newsroom.db.query(
          `insert into inbound_mail (source, rcpt, delivery_id, kind, raw) values ('smtp', 'x', $1, 'unread', $2)`,
          [delivery.id, Buffer.from(complaint([], own()).join('\r\n'))],
        );
      await Promise.all([worker.get(BounceIntake).readAll(), other.get(BounceIntake).readAll()]);
      await newsroom.until<{ n: number }>(
        `select count(*)::int as n from inbound_mail where kind = 'unread'`,
        [],
        ({ n }) => n === 0,
      );
      expect(await newsroom.db.query('select count(*)::int as n from bounce')).toEqual([{ n: 1 }]);
    } finally {
      await other.close();
    }
  });

  it('is kept whole for some days, and what was read in it for longer', async () => {
    await send(own(), complaint([], own()));
    await kept();
    expect(await forgetRawMails(newsroom.db, 90)).toBe(0);
    await newsroom.db.query(`update inbound_mail set received_at = now() - interval '91 days'`);
    expect(await forgetRawMails(newsroom.db, 90)).toBe(1);
    expect(await newsroom.db.query(`select raw, reading ->> 'kind' as kind from inbound_mail`)).toEqual([
      { raw: null, kind: 'feedback' },
    ]);
  });
});
