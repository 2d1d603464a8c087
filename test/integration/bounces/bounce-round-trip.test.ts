import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import nodemailer from 'nodemailer';
import type { InboundServer } from '../../../src/bounces/inbound-server.js';
import { deliveryReport } from '../../../src/mailbox/delivery-report.js';
import { startInbound } from '../../../src/start-inbound.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

interface BounceRow {
  category: string;
  hard: boolean;
  action: string;
  source: string;
  n: number;
}
const BOUNCES = `select min(category) as category, bool_or(hard) as hard, min(action) as action, min(source) as source,
  count(*)::int as n from bounce`;

describe('a bounce on its way back', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let inbound: InboundServer;
  let worker: INestApplicationContext;

  beforeEach(async () => {
    newsroom = await testNewsroom({ INBOUND_PORT: '0' });
    receiver = await SmtpReceiver.start();
    inbound = await startInbound(newsroom.env());
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
  });
  afterEach(async () => {
    await worker.close();
    await inbound.close();
    await receiver.stop();
    await newsroom.close();
  });

  async function sendTo(count: number): Promise<number> {
    await newsroom.addReaders(count);
    const { id } = await newsroom.arm();
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    return id;
  }

  async function bounce(returnPath: string, status = '5.1.1', diagnostic = '550 5.1.1 no such user') {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: inbound.port, ignoreTLS: true });
    const raw = deliveryReport({
      returnPath,
      recipient: 'somebody@else.example',
      status,
      diagnostic,
      originalHeaders: 'Subject: x',
      date: new Date(),
    });
    try {
      await transport.sendMail({ envelope: { from: '', to: returnPath }, raw });
    } finally {
      transport.close();
    }
  }
  const suppressed = () => newsroom.db.query(`select email, reason from suppression where lifted_at is null`);

  it('suppresses the address that we wrote to, not the one that the report names', async () => {
    await sendTo(3);
    const mail = receiver.messages[0];
    await bounce(mail?.from ?? '');
    const row = await newsroom.until<BounceRow>(BOUNCES, [], ({ n }) => n === 1);
    expect(row).toMatchObject({
      category: 'unknown-address',
      hard: true,
      action: 'suppressed',
      source: 'smtp',
    });
    expect(await suppressed()).toEqual([{ email: mail?.to[0], reason: 'hard_bounce' }]);
  });

  it('counts a storm of reports to one return path once', async () => {
    await sendTo(1);
    const from = receiver.messages[0]?.from ?? '';
    for (let i = 0; i < 5; i++) await bounce(from);
    await newsroom.until(
      `select count(*)::int as n from inbound_mail where kind = 'bounce'`,
      [],
      (row: { n: number }) => row.n === 5,
    );
    expect(await newsroom.db.query(BOUNCES)).toMatchObject([{ n: 1 }]);
  });

  it('takes no more than twenty mails a day to one return path, however it is written, and others go on', async () => {
    await sendTo(2);
    const [mine = '', other = ''] = receiver.messages.map(({ from }) => from);
    for (let i = 0; i < 20; i++) await bounce(i % 2 ? mine : mine.toUpperCase());
    for (const again of [mine, mine.toUpperCase()])
      await expect(bounce(again)).rejects.toThrow(/452 4\.3\.1/);
    await bounce(other);
    const [{ n }] = await newsroom.db.query(`select count(*)::int as n from inbound_mail`);
    expect(n).toBe(21);
    await newsroom.until(
      `select count from inbound_refusal where reason = 'too many to one address'`,
      [],
      (row: { count: number }) => Number(row.count) === 2,
    );
    await newsroom.db.query(`update inbound_mail set received_at = received_at - interval '1 day'`);
    await bounce(mine);
  });

  it('takes no mail for anybody else, and none for a return path that was altered', async () => {
    await sendTo(1);
    const from = receiver.messages[0]?.from ?? '';
    const altered = from.replace(/.@/, from.includes('a@') ? 'b@' : 'a@');
    for (const to of ['someone@newsroom.example', altered, 'victim@elsewhere.example'])
      await expect(bounce(to)).rejects.toThrow(/550/);
    expect(await newsroom.db.query(`select count(*)::int as n from inbound_mail`)).toEqual([{ n: 0 }]);
  });

  it('keeps a live journalist on the list when our own policy failed', async () => {
    await sendTo(1);
    await bounce(
      receiver.messages[0]?.from ?? '',
      '5.7.1',
      '550 5.7.26 This mail is unauthenticated, DMARC check failed',
    );
    const row = await newsroom.until<BounceRow>(BOUNCES, [], ({ n }) => n === 1);
    expect(row).toMatchObject({ hard: false, action: 'raised' });
    expect(await suppressed()).toEqual([]);
  });

  it('makes a bounce of a refusal at SMTP time', async () => {
    receiver.rule({ at: 'rcpt', to: /^r1@/, reply: '550 5.1.1 <r1@two.example>: no such user here' });
    await sendTo(3);
    const row = await newsroom.until<BounceRow>(BOUNCES, [], ({ n }) => n === 1);
    expect(row).toMatchObject({
      category: 'unknown-address',
      hard: true,
      action: 'suppressed',
      source: 'reply',
    });
    expect(await suppressed()).toMatchObject([{ reason: 'hard_bounce' }]);
  });

  it('resolves a mail in doubt, because who reports about it has had it', async () => {
    receiver.rule({ at: 'dot', to: /^r1@/, keep: true, then: 'reset' });
    const id = await sendTo(2);
    const mail = receiver.messages.find(({ to }) => to[0]?.startsWith('r1@'));
    await bounce(mail?.from ?? '', '5.2.2', '552 5.2.2 mailbox full');
    await newsroom.until(
      `select in_doubt, accepted from dispatch_account where dispatch_id = $1`,
      [id],
      (row: { in_doubt: number; accepted: number }) =>
        Number(row.in_doubt) === 0 && Number(row.accepted) === 2,
    );
  });
});
