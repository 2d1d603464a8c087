import { createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { BounceIntake } from '../../../src/bounces/bounce-intake.js';
import { HooksController } from '../../../src/bounces/hooks.controller.js';
import { signedText, type SnsMessage } from '../../../src/bounces/providers/sns-message.js';
import { buildDelivery, type BuiltDelivery, messageIdOf, returnPathOf } from '../../support/build-bounces.js';
import { type Answer, type Client, TestApp } from '../../support/http.js';
import { snsCertificate } from '../../support/sns-certificate.js';
import { startWorker } from '../../support/worker.js';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:dateline';
const CERTIFICATE =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MAILGUN_KEY = 'key-of-the-test-0123456789';
const POSTMARK = 'postmark:a-long-password-of-the-test';

describe('webhooks of mail providers', () => {
  let app: TestApp;
  let worker: INestApplicationContext;
  let provider: Client;
  let fetched: string[];
  let delivery: BuiltDelivery;

  beforeAll(async () => {
    app = await TestApp.start({
      env: {
        SES_TOPIC_ARNS: `arn:aws:sns:us-east-1:1:other, ${TOPIC}`,
        SENDGRID_WEBHOOK_KEY: sendgridKeys.publicKey
          .export({ format: 'der', type: 'spki' })
          .toString('base64'),
        MAILGUN_SIGNING_KEY: MAILGUN_KEY,
        POSTMARK_WEBHOOK_AUTH: POSTMARK,
        SMTP_URL: 'smtp://127.0.0.1:9',
      },
    });
    provider = app.anonymous();
    worker = await startWorker({ ...app.env, DATABASE_URL: app.env.DATABASE_URL! });
  });
  afterAll(async () => {
    await worker.close();
    await app.stop();
  });
  beforeEach(async () => {
    await app.database.query(
      'truncate bounce, inbound_mail, inbound_refusal, suppression, delivery, contact cascade',
    );
    fetched = [];
    const hooks = app.service(HooksController) as unknown as { amazon: (url: URL) => Promise<string> };
    hooks.amazon = (url) => {
      fetched.push(url.href);
      return Promise.resolve(url.pathname.endsWith('.pem') ? snsCertificate.cert : '<ok/>');
    };
    delivery = await buildDelivery(app.database, { email: 'ana@courier.example' });
  });

  const suppressions = () =>
    app.database.query('select email, reason from suppression where lifted_at is null');
  const refusals = async () =>
    (await app.database.query('select reason, count from inbound_refusal order by 1')) as {
      reason: string;
      count: number;
    }[];
  const readAll = () => worker.get(BounceIntake).readAll();
  const expectBelieved = async (answer: Answer, reason: string) => {
    expect(answer.json()).toEqual({ kept: 1, isReplay: false });
    await readAll();
    await settled();
    expect(await suppressions()).toEqual([{ email: 'ana@courier.example', reason }]);
  };
  /** The worker's own timer may have claimed the mail first. */
  const settled = async () => {
    for (;;) {
      const [{ n }] = await app.database.query(
        `select count(*)::int as n from inbound_mail where kind = 'unread'`,
      );
      if (n === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const expectRefused = async (answer: Answer, reason: string) => {
    expect(answer.status).toBe(403);
    await readAll();
    expect(await suppressions()).toEqual([]);
    expect(await app.database.query('select id from inbound_mail')).toEqual([]);
    expect(await refusals()).toContainEqual({ reason, count: 1 });
  };

  describe('of Amazon SES', () => {
    const bounce = (of: BuiltDelivery) => ({
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [
          {
            emailAddress: 'somebody@else.example',
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          },
        ],
      },
      mail: { source: returnPathOf(app.env, of.id), messageId: '0102-ses' },
    });
    const message = (content: object, change: Partial<SnsMessage> = {}): SnsMessage => {
      const plain: SnsMessage = {
        Type: 'Notification',
        MessageId: `m-${Math.random()}`,
        TopicArn: TOPIC,
        Message: JSON.stringify(content),
        Timestamp: new Date().toISOString(),
        SignatureVersion: '2',
        Signature: '',
        SigningCertURL: CERTIFICATE,
        ...change,
      };
      const hash = plain.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
      const Signature = createSign(hash).update(signedText(plain)).sign(snsCertificate.key, 'base64');
      return { ...plain, Signature };
    };
    const post = (sns: SnsMessage) =>
      provider.send('POST', '/hooks/ses', {
        headers: { 'content-type': 'text/plain; charset=UTF-8' },
        body: JSON.stringify(sns),
      });

    it('are believed with either version of the signature, and act on our delivery alone', async () => {
      await expectBelieved(await post(message(bounce(delivery), { SignatureVersion: '1' })), 'hard_bounce');
      await app.database.query('truncate suppression, bounce');
      await expectBelieved(await post(message(bounce(delivery), { Subject: 'Amazon SES' })), 'hard_bounce');
    });

    it('are refused when a byte was altered', async () => {
      const sns = message(bounce(delivery));
      await expectRefused(
        await post({ ...sns, Message: sns.Message.replace('5.1.1', '5.1.2') }),
        'wrong signature',
      );
    });

    it.each([
      'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      'https://bucket.s3.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      'https://sns.eu-west-1.amazonaws.com/other.pem',
      'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      'https://x@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    ])('are refused, and nothing is fetched, when the certificate lies at %s', async (SigningCertURL) => {
      await expectRefused(
        await post(message(bounce(delivery), { SigningCertURL })),
        'certificate of another host',
      );
      expect(fetched).toEqual([]);
    });

    it('are refused for a topic that is not ours, however well signed', async () => {
      const TopicArn = 'arn:aws:sns:eu-west-1:666:stranger';
      await expectRefused(await post(message(bounce(delivery), { TopicArn })), 'foreign topic');
    });

    it('are refused when their time is off', async () => {
      const Timestamp = new Date(Date.now() - 2 * 3_600_000).toISOString();
      await expectRefused(await post(message(bounce(delivery), { Timestamp })), 'off in time');
    });

    it('are taken once: a replay is answered and does nothing', async () => {
      const sns = message(bounce(delivery));
      await expectBelieved(await post(sns), 'hard_bounce');
      await app.database.query('truncate suppression, bounce, inbound_mail cascade');
      expect((await post(sns)).json()).toEqual({ kept: 0, isReplay: true });
      expect(await app.database.query('select id from inbound_mail')).toEqual([]);
      expect(await refusals()).toEqual([{ reason: 'replayed', count: 1 }]);
    });

    it('do nothing about a mail that is not ours, and are counted', async () => {
      const sns = message({ ...bounce(delivery), mail: { source: 'news@stranger.example' } });
      expect((await post(sns)).json()).toEqual({ kept: 0, isReplay: false });
      expect(await refusals()).toEqual([{ reason: 'unknown delivery', count: 1 }]);
    });

    it('confirm a subscription only at the address of their own topic', async () => {
      const change = (SubscribeURL: string) =>
        ({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL }) as const;
      const good = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`;
      const evil = `https://evil.example/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`;
      expect((await post(message({}, change(evil)))).status).toBe(403);
      expect(fetched).not.toContain(evil);
      expect((await post(message({}, change(good)))).status).toBe(200);
      expect(fetched).toContain(good);
    });

    it('prove a mail in doubt as accepted', async () => {
      const doubtful = await buildDelivery(app.database, { state: 'in_doubt' });
      const event = {
        eventType: 'Delivery',
        delivery: { smtpResponse: '250 OK' },
        mail: { source: returnPathOf(app.env, doubtful.id) },
      };
      expect((await post(message(event))).json()).toEqual({ kept: 1, isReplay: false });
      await readAll();
      await settled();
      const [row] = await app.database.query('select state, reply_text from delivery where id = $1', [
        doubtful.id,
      ]);
      expect(row).toEqual({ state: 'accepted', reply_text: 'Proven by ses: 250 OK' });
      expect(
        (await post(message({ ...event, mail: { source: returnPathOf(app.env, delivery.id) } }))).json(),
      ).toEqual({
        kept: 0,
        isReplay: false,
      });
    });
  });

  describe('of SendGrid', () => {
    const events = (
      of: BuiltDelivery,
      event: object = { event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 no such user' },
    ) =>
      JSON.stringify([
        { event: 'open' },
        { ...event, email: 'somebody@else.example', 'smtp-id': `<${messageIdOf(app.env, of.id)}>` },
      ]);
    const post = (body: string, timestamp = String(Math.floor(Date.now() / 1000)), signed = body) =>
      provider.send('POST', '/hooks/sendgrid', {
        headers: {
          'content-type': 'application/json',
          'x-twilio-email-event-webhook-timestamp': timestamp,
          'x-twilio-email-event-webhook-signature': sign(
            'sha256',
            Buffer.from(timestamp + signed),
            sendgridKeys.privateKey,
          ).toString('base64'),
        },
        body,
      });

    it('are believed when signed, once', async () => {
      const [body, timestamp] = [events(delivery), String(Math.floor(Date.now() / 1000))];
      await expectBelieved(await post(body, timestamp), 'hard_bounce');
      expect((await post(body, timestamp)).json()).toEqual({ kept: 0, isReplay: true });
    });

    it('are refused when a byte was altered, when their time is off, or without a signature', async () => {
      const body = events(delivery);
      await expectRefused(await post(body, undefined, body.replace('bounce', 'bouncf')), 'wrong signature');
      await expectRefused(await post(body, String(Math.floor(Date.now() / 1000) - 7200)), 'off in time');
      expect((await provider.json('POST', '/hooks/sendgrid', [])).status).toBe(403);
    });

    it('do not suppress when the provider or the server only blocks us', async () => {
      const blocked = {
        event: 'bounce',
        type: 'blocked',
        status: '5.7.1',
        reason: '550 5.7.1 listed at zen.spamhaus.org',
      };
      await post(events(delivery, blocked));
      await readAll();
      await settled();
      expect(await suppressions()).toEqual([]);
      expect(await app.database.query('select action from bounce')).toEqual([{ action: 'raised' }]);
    });
  });

  describe('of Mailgun', () => {
    const post = (event: object, change: { token?: string; age?: number; key?: string } = {}) => {
      const timestamp = String(Math.floor(Date.now() / 1000) - (change.age ?? 0));
      const token = change.token ?? `token-of-fifty-characters-${Math.random()}`;
      const signature = createHmac('sha256', change.key ?? MAILGUN_KEY)
        .update(timestamp + token)
        .digest('hex');
      return provider.json('POST', '/hooks/mailgun', {
        signature: { timestamp, token, signature },
        'event-data': event,
      });
    };
    const complained = (of: BuiltDelivery) => ({
      event: 'complained',
      message: { headers: { 'message-id': messageIdOf(app.env, of.id) } },
    });

    it('are believed when signed, and a token works once', async () => {
      const token = 'the-very-same-token-twice-in-a-row';
      await expectBelieved(await post(complained(delivery), { token }), 'complaint');
      expect((await post(complained(delivery), { token })).json()).toEqual({ kept: 0, isReplay: true });
    });

    it('are refused with another key, and when their time is off', async () => {
      await expectRefused(await post(complained(delivery), { key: 'another' }), 'wrong signature');
      await expectRefused(await post(complained(delivery), { age: 7200 }), 'off in time');
    });
  });

  describe('of Postmark', () => {
    const post = (event: object, credentials = POSTMARK) =>
      provider.json('POST', '/hooks/postmark', event, {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      });
    const hard = (of: BuiltDelivery) => ({
      RecordType: 'Bounce',
      ID: Math.floor(Math.random() * 1e9),
      Type: 'HardBounce',
      Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.',
      Content: `Return-Path: <${returnPathOf(app.env, of.id)}>\r\nSubject: x\r\n`,
    });

    it('are believed with the password, once', async () => {
      const event = hard(delivery);
      await expectBelieved(await post(event), 'hard_bounce');
      expect((await post(event)).json()).toEqual({ kept: 0, isReplay: true });
    });

    it('are refused with another password, and with a return path that was altered', async () => {
      await expectRefused(await post(hard(delivery), 'postmark:another-password-of-it'), 'wrong signature');
      const altered = hard(delivery);
      altered.Content = altered.Content.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@'));
      expect((await post(altered)).json()).toEqual({ kept: 0, isReplay: false });
      await readAll();
      expect(await suppressions()).toEqual([]);
    });
  });

  it('do not exist where they are not set up', async () => {
    const bare = await TestApp.start();
    try {
      for (const path of ['ses', 'sendgrid', 'mailgun', 'postmark'])
        expect((await bare.anonymous().json('POST', `/hooks/${path}`, {})).status).toBe(404);
    } finally {
      await bare.stop();
    }
  });
});
