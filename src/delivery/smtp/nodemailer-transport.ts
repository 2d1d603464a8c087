import type { MailMessage, SentMessageInfo, Transport } from 'nodemailer/lib/mailer';
import httpProxyClient from 'nodemailer/lib/smtp-connection/http-proxy-client';
import SMTPTransport from 'nodemailer/lib/smtp-transport';
import { LanePool, type LanePoolSettings } from './lane-pool.js';
import type { OutgoingMail, SmtpOutcome } from './outgoing-mail.js';
import type { SmtpServer } from './smtp-server-url.js';

export type DatelineTransportSettings = Omit<LanePoolSettings, 'source'>;

/** What went wrong, with nodemailer's field names; `outcome` says whether the mail may have been accepted. */
export class MailNotAccepted extends Error {
  readonly code: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;

  constructor(readonly outcome: Exclude<SmtpOutcome, { kind: 'accepted' }>) {
    super(describe(outcome));
    this.code =
      outcome.kind === 'deferred' || outcome.kind === 'refused' ? 'EMESSAGE' : outcome.kind.toUpperCase();
    if (!('code' in outcome)) return;
    this.responseCode = outcome.code;
    this.response = `${outcome.code} ${outcome.text}`;
    this.command = COMMAND[outcome.stage];
  }
}

const COMMAND = { mail: 'MAIL FROM', rcpt: 'RCPT TO', data: 'DATA', body: 'DATA' } as const;

/**
 * A transport for `nodemailer.createTransport` that sends over the lanes, keeping connections open between mails.
 * What the lanes do not carry (several recipients in one transaction, DSN requests, an `auth` of its own) goes
 * through nodemailer's SMTP transport to the first server. A mail fails at once when no server can be reached;
 * nothing is tried twice here.
 */
export class DatelineTransport implements Transport<SentMessageInfo> {
  readonly name = 'Dateline';
  readonly version = '1';
  private readonly waiting: OutgoingMail[] = [];
  private readonly pool: LanePool;
  private plain: SMTPTransport | undefined;

  constructor(private readonly settings: DatelineTransportSettings) {
    this.pool = new LanePool({
      ...settings,
      source: { next: () => this.waiting.shift() },
      onEvent: (event) => {
        settings.onEvent?.(event);
        if ('reason' in event) this.failWaiting(event.reason);
      },
    });
  }

  send(
    mail: MailMessage<SentMessageInfo>,
    callback: (error: Error | null, info?: SentMessageInfo) => void,
  ): void {
    const envelope = mail.message.getEnvelope();
    const [to] = envelope.to;
    if (to === undefined || !isForLanes(mail))
      return this.plainTransport().send(mail as never, callback as never);
    const done = (outcome: SmtpOutcome): void => {
      if (outcome.kind !== 'accepted') return callback(new MailNotAccepted(outcome));
      const response = `${outcome.code} ${outcome.text}`;
      callback(null, {
        envelope,
        messageId: mail.message.messageId(),
        accepted: [to],
        rejected: [],
        response,
      });
    };
    mail.message.build().then(
      (raw) => this.enqueue(raw, envelope.from || '', to, done),
      (error: Error) => callback(error),
    );
  }

  /** Connects, secures and signs in at every server. Rejects with the first reason when none can be reached. */
  async verify(): Promise<true> {
    if ((await this.pool.warm(1)) > 0) return true;
    throw new Error(this.pool.status.map(({ server, lastError }) => `${server}: ${lastError}`).join('; '));
  }

  /** Finishes what is on the way and closes the connections. */
  async close(): Promise<void> {
    this.plain?.close();
    await this.pool.drain();
  }

  isIdle(): boolean {
    return this.waiting.length === 0;
  }

  private enqueue(raw: Buffer, from: string, to: string, settle: (outcome: SmtpOutcome) => void): void {
    const domain = to.slice(to.lastIndexOf('@') + 1).toLowerCase();
    const content = raw.some((octet) => octet > 127) ? '8bit' : '7bit';
    const size = raw.length;
    this.waiting.push({
      envelope: { from, to },
      domain,
      content,
      size,
      permit: () => 'go',
      message: () => raw,
      settle,
    });
    this.pool.poke(this.waiting.length);
  }

  private failWaiting(reason: string | undefined): void {
    if (this.pool.status.some(({ failures, open }) => failures === 0 || open > 0)) return;
    const unsent = { kind: 'unsent', reason: `no server can be reached: ${reason}` } as const;
    for (const mail of this.waiting.splice(0)) void mail.settle(unsent);
  }

  private plainTransport(): SMTPTransport {
    this.plain ??= new SMTPTransport(plainOptions(this.settings.servers[0]!, this.settings));
    return this.plain;
  }
}

/** @see DatelineTransport */
export function datelineTransport(settings: DatelineTransportSettings): DatelineTransport {
  return new DatelineTransport(settings);
}

function isForLanes({ data, message }: MailMessage<SentMessageInfo>): boolean {
  return message.getEnvelope().to.length === 1 && !data.dsn && !(data as { auth?: unknown }).auth;
}

function plainOptions(server: SmtpServer, settings: DatelineTransportSettings): SMTPTransport.Options {
  const { host, port, implicitTls, startTls, credentials, ehloName, proxy } = server;
  return {
    host,
    port,
    name: ehloName,
    secure: implicitTls,
    requireTLS: startTls === 'required',
    ignoreTLS: startTls === 'never',
    tls: { ...settings.trust },
    auth: credentials && { user: credentials.user, pass: credentials.reveal() },
    getSocket:
      proxy === undefined
        ? undefined
        : (_, done) => {
            httpProxyClient(proxy, port, host, (error, connection) =>
              done(error, connection && { connection }),
            );
          },
  };
}

function describe(outcome: Exclude<SmtpOutcome, { kind: 'accepted' }>): string {
  switch (outcome.kind) {
    case 'deferred':
    case 'refused':
      return `${outcome.kind} at ${outcome.stage}: ${outcome.code} ${outcome.text}`;
    case 'dropped':
      return 'withdrawn';
    default:
      return `${outcome.kind.replace('_', ' ')}: ${outcome.reason}`;
  }
}
