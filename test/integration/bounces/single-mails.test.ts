import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import nodemailer from 'nodemailer';
import { BounceIntake } from '../../../src/bounces/bounce-intake.js';
import type { InboundServer } from '../../../src/bounces/inbound-server.js';
import { startInbound } from '../../../src/start-inbound.js';
import { Notices } from '../../../src/subscriptions/notices.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

describe('a notice or digest, from sending to its bounce', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let inbound: InboundServer;
  let worker: INestApplicationContext;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dateline-dkim-'));
    const file = path.join(folder, 'key.pem');
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    newsroom = await testNewsroom({
      INBOUND_PORT: '0',
      NOTICES: 'on',
      DKIM_KEYS: `s1:newsroom.example:${file}`,
    });
    receiver = await SmtpReceiver.start();
    inbound = await startInbound(newsroom.env());
    await newsroom.addReaders(2);
    await newsroom.db.query(`update contact set created_at = now() - interval '8 days', trust = 'trusted'`);
    worker = await startWorker(newsroom.env({ SMTP_URL: receiver.url }));
  });
  afterEach(async () => {
    await worker.close();
    await inbound.close();
    await receiver.stop();
    await newsroom.close();
    await rm(folder, { recursive: true });
  });

  const tell = () => worker.get(Notices).sendDue(new AbortController().signal);
  const mailTo = (name: string) => receiver.messages.find((mail) => mail.to[0]?.startsWith(`${name}@`))!;
  const standing = () =>
    newsroom.db.query(
      `select email, reason, source, evidence from suppression where lifted_at is null order by email`,
    );

  /** As a server far away says that it could not deliver the mail of this return path. */
  async function bounce(to: string): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: inbound.port, ignoreTLS: true });
    const lines = [
      'From: MAILER-DAEMON@mx.two.example',
      `To: ${to}`,
      'Subject: Undelivered Mail',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'No such user.',
      '--x',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.two.example',
      '',
      'Final-Recipient: rfc822; somebody-else@two.example',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      '--x--',
      '',
    ];
    try {
      await transport.sendMail({ envelope: { from: '', to }, raw: lines.join('\r\n') });
    } finally {
      transport.close();
    }
  }

  it('is signed by us, and names itself in a return path that nobody else can make', async () => {
    await tell();
    expect(receiver.messages).toHaveLength(2);
    for (const mail of receiver.messages) expect(mail.from).toMatch(/^s-n[0-9a-z]+-[0-9a-z]{25}@/);
    const { results } = await dkimVerify(mailTo('r1').raw, {
      resolver: () => Promise.resolve([[`v=DKIM1; k=rsa; p=${published}`]]),
    } as never);
    expect(results.map((result: { status: { result: string } }) => result.status.result)).toEqual(['pass']);
    const altered = mailTo('r1').from.replace(/.@/, mailTo('r1').from.includes('a@') ? 'b@' : 'a@');
    await expect(bounce(altered)).rejects.toThrow(/550/);
  });

  it('stops mail to a dead address and its early access, whatever address the report names', async () => {
    await tell();
    const { from, to } = mailTo('r1');
    await bounce(from);
    await bounce(from);
    await worker.get(BounceIntake).readAll();
    await newsroom.until(
      `select count(*)::int as n from inbound_mail where kind = 'bounce'`,
      [],
      ({ n }: { n: number }) => n === 2,
    );
    expect(await standing()).toMatchObject([
      { email: to[0], reason: 'hard_bounce', source: 'smtp', evidence: { category: 'unknown-address' } },
    ]);
    const kept = await newsroom.db.query(`select mail, email, domain, action from single_bounce`);
    expect(kept).toEqual([
      { mail: 'notice', email: to[0], domain: to[0]?.split('@')[1], action: 'suppressed' },
    ]);
    const ledger = await newsroom.db.query(
      `select c.email, c.trust, e.kind from contact c join trust_event e on e.contact_id = c.id`,
    );
    expect(ledger).toEqual([{ email: to[0], trust: 'none', kind: 'dropped' }]);
  });

  it('counts a refusal at SMTP time like a bounce', async () => {
    receiver.rule({ at: 'rcpt', to: /^r2@/, reply: '550 5.1.1 no such user here' });
    await tell();
    await newsroom.until(
      `select count(*)::int as n from single_bounce`,
      [],
      ({ n }: { n: number }) => n === 1,
    );
    expect(await standing()).toMatchObject([{ reason: 'hard_bounce', source: 'reply' }]);
    const told = await newsroom.db.query(`select email from contact where notice_at is not null`);
    expect(told).toEqual([{ email: expect.stringMatching(/^r1@/) }]);
  });
});
