import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import nodemailer from 'nodemailer';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { deliveryReport } from './delivery-report.js';
import { mailboxAnswer } from './demo-mailboxes.js';
import { keepMail } from './keep-mail.js';

const LARGEST_MAIL = 30 * 1024 * 1024;
/** ms after which a mailbox that bounces later does so. */
const BOUNCE_AFTER = 1_500;

export interface MailboxServer {
  /** `smtp://127.0.0.1:PORT` */
  url: string;
  close(): Promise<void>;
}

export interface MailboxServerOptions {
  /** 0: any free one. */
  port: number;
  /** Where reports of the mailboxes that bounce later go; asked when one is due. */
  inboundPort: () => number;
}

/** Catches every mail and keeps it in the database; listens on the loopback interface only and forwards nothing. */
export async function startMailboxServer(
  dataSource: DataSource,
  options: MailboxServerOptions,
): Promise<MailboxServer> {
  const deferred = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: LARGEST_MAIL,
    onRcptTo(address, _session, callback) {
      const answer = mailboxAnswer(address.address, deferred.has(address.address));
      if (answer.kind !== 'reply') return callback();
      if (answer.code < 500) deferred.add(address.address);
      return callback(Object.assign(new Error(answer.text), { responseCode: answer.code }));
    },
    onData(stream, session, callback) {
      keep(dataSource, stream, session).then(
        (raw) => {
          callback();
          const timer = setTimeout(() => void bounceLater(session, raw, options.inboundPort()), BOUNCE_AFTER);
          timers.add(timer.unref());
        },
        (error: Error) => callback(Object.assign(error, { responseCode: 452 })),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(options.port, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function keep(
  dataSource: DataSource,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  const raw = Buffer.concat(pieces);
  const recipients = session.envelope.rcptTo.map(({ address }) => address);
  await keepMail(dataSource.manager, { mailFrom: senderOf(session), recipients, raw });
  return raw;
}

function senderOf(session: SMTPServerSession): string {
  return session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
}

async function bounceLater(session: SMTPServerSession, raw: Buffer, port: number): Promise<void> {
  const returnPath = senderOf(session);
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  for (const { address } of session.envelope.rcptTo) {
    const answer = mailboxAnswer(address, true);
    if (answer.kind !== 'bounce later' || returnPath === '') continue;
    const originalHeaders = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1');
    const report = deliveryReport({
      returnPath,
      recipient: address,
      ...answer,
      originalHeaders,
      date: new Date(),
    });
    await transport.sendMail({ envelope: { from: '', to: returnPath }, raw: report }).catch(() => undefined);
  }
  transport.close();
}
