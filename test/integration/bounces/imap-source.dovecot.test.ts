import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { deliveryReport } from '../../../src/mailbox/delivery-report.js';
import { buildDelivery, type BuiltDelivery, returnPathOf } from '../../support/build-bounces.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { Dovecot } from '../../support/dovecot.js';
import { startWorker } from '../../support/worker.js';

describe('bounces in an IMAP mailbox', () => {
  let dovecot: Dovecot;
  let newsroom: TestNewsroom;
  let worker: INestApplicationContext | undefined;
  let delivery: BuiltDelivery;

  beforeAll(async () => {
    dovecot = await Dovecot.start();
  });
  afterAll(() => dovecot.stop());
  beforeEach(async () => {
    newsroom = await testNewsroom({ SMTP_URL: 'smtp://127.0.0.1:9', IMAP_URL: dovecot.url });
    delivery = await buildDelivery(newsroom.db, { email: 'ana@courier.example' });
  });
  afterEach(async () => {
    await worker?.close();
    await newsroom.close();
    await dovecot.with(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete('1:*');
    });
  });

  const bounce = (header = 'Delivered-To') => {
    const returnPath = returnPathOf(newsroom.env(), delivery.id);
    const mail = deliveryReport({
      returnPath: 'bounces@newsroom.example',
      recipient: 'somebody@else.example',
      status: '5.1.1',
      diagnostic: '550 5.1.1 no such user',
      originalHeaders: 'Subject: x',
      date: new Date(),
    });
    return `Return-Path: <>\r\n${header}: ${returnPath}\r\n${mail}`;
  };
  const kept = (count: number) =>
    newsroom.until<{ n: number }>(
      `select count(*)::int as n from inbound_mail where kind <> 'unread'`,
      [],
      ({ n }) => n === count,
    );
  const seen = () =>
    dovecot.with(async (client) => {
      await client.mailboxOpen('INBOX');
      return (await client.search({ seen: true })) || [];
    });
  const suppressed = () => newsroom.db.query('select email, reason from suppression');

  it('are taken when they were sent to a return path of ours, and marked as seen', async () => {
    await dovecot.deliver(bounce('X-Original-To'));
    await dovecot.deliver(
      'From: a@b.example\r\nTo: press@newsroom.example\r\nSubject: private\r\n\r\nNot for machines.\r\n',
    );
    worker = await startWorker(newsroom.env());
    await kept(1);
    expect(await suppressed()).toEqual([{ email: 'ana@courier.example', reason: 'hard_bounce' }]);
    expect(await newsroom.db.query('select source, sender from inbound_mail')).toEqual([
      { source: 'imap', sender: '' },
    ]);
    expect(await seen()).toEqual([1]);
  });

  it('are taken as they come, after the connection was lost too, and each once', async () => {
    worker = await startWorker(newsroom.env());
    await dovecot.deliver(bounce());
    await kept(1);
    await dovecot.halt();
    await dovecot.run();
    await dovecot.deliver(bounce());
    await kept(2);
    await dovecot.with(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsRemove('1:*', ['\\Seen']);
    });
    await dovecot.deliver(bounce());
    await kept(3);
    expect(await newsroom.db.query('select count(*)::int as n from bounce')).toEqual([{ n: 1 }]);
  });

  it('are moved where that is wanted', async () => {
    await dovecot.with((client) => client.mailboxCreate('Done').catch(() => undefined));
    await dovecot.deliver(bounce());
    worker = await startWorker(newsroom.env({ IMAP_DONE_FOLDER: 'Done' }));
    await kept(1);
    for (;;) {
      const left = await dovecot.with((client) => client.status('INBOX', { messages: true }));
      if (left && left.messages === 0) break;
    }
    const done = await dovecot.with((client) => client.status('Done', { messages: true }));
    expect(done).toMatchObject({ messages: 1 });
  });
});
