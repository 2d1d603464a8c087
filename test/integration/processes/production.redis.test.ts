import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliveryReport } from '../../../src/mailbox/delivery-report.js';
import { TEST_SECRET, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { freePort } from '../../support/free-port.js';
import { startTestRedis, type TestRedis } from '../../support/redis.js';
import { type ReceivedMessage, SmtpReceiver } from '../../support/smtp-receiver.js';

const dist = path.join(import.meta.dirname, '../../../dist');

/** What docker-compose.yml describes, run by hand: web, two workers, inbound, against Redis and PostgreSQL. */
describe('the processes of production', () => {
  let newsroom: TestNewsroom;
  let redis: TestRedis;
  let receiver: SmtpReceiver;
  const children: ChildProcess[] = [];
  const output = new Map<string, string>();
  let port = 0;
  let inboundPort = 0;

  beforeAll(async () => {
    if (!existsSync(path.join(dist, 'worker.js'))) throw new Error('Build first: npm run build');
    newsroom = await testNewsroom();
    redis = await startTestRedis();
    receiver = await SmtpReceiver.start();
    port = await freePort();
    inboundPort = await freePort();
    for (const name of ['main', 'worker', 'worker', 'inbound']) start(name);
  });

  afterAll(async () => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
    await receiver.stop();
    await redis.stop();
    await newsroom.close();
  });

  function start(name: string): void {
    const child = spawn(process.execPath, [path.join(dist, `${name}.js`)], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: newsroom.url,
        REDIS_URL: redis.url,
        SMTP_URL: receiver.url,
        DATELINE_SECRET: TEST_SECRET,
        PORT: String(port),
        INBOUND_PORT: String(inboundPort),
        NOTICES: 'off',
        LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => output.set(name, (output.get(name) ?? '') + text.toString()));
    children.push(child);
  }

  async function bounce(returnPath: string, recipient: string): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: inboundPort, ignoreTLS: true });
    const report = {
      status: '5.1.1',
      diagnostic: '550 5.1.1 no such user',
      originalHeaders: '',
      date: new Date(),
    };
    const raw = deliveryReport({ returnPath, recipient, ...report });
    await transport.sendMail({ envelope: { from: '', to: returnPath }, raw });
    transport.close();
  }

  it('answer that they are ready', async () => {
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200);
  });

  it('send what was armed, sharing the work, and take the bounce that comes back', async () => {
    await newsroom.addReaders(300);
    const { id } = await newsroom.arm();
    await newsroom.until(
      'select accepted::int as accepted from dispatch_account where dispatch_id = $1',
      [id],
      (row: { accepted: number }) => row.accepted === 300,
      40_000,
    );
    expect(receiver.messages).toHaveLength(300);
    expect(new Set(receiver.messages.map((mail) => mail.to[0])).size).toBe(300);
    const mail = receiver.messages[0] as ReceivedMessage;
    await bounce(mail.from, mail.to[0] as string);
    await newsroom.until(
      `select s.reason from suppression s where s.email = $1`,
      [mail.to[0]],
      (row: { reason: string }) => row.reason === 'hard_bounce',
    );
  });

  it('end by themselves on SIGTERM, with exit code 0', async () => {
    const ended = children.map(async (child) => {
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    });
    expect({
      codes: await Promise.all(ended),
      output: [...output].filter(([, text]) => /error/i.test(text)),
    }).toEqual({
      codes: [0, 0, 0, 0],
      output: [],
    });
  });
});

async function eventually(holds: () => Promise<boolean>, ms = 30_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
