import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import nodemailer, { type Transporter } from 'nodemailer';
import { TransactionalMail, type TransactionalMessage } from '../auth/transactional-mail.js';
import { parseSecrets } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { mailOutcome } from '../auth/mail-outcome.js';
import { DomainError } from '../errors/domain-error.js';
import type { DkimKey } from '../rendering/dkim.js';
import { signMessage } from '../rendering/dkim-message.js';
import { readDkimKeys } from './dkim-keys.js';
import { beginLetter, settleLetter } from './letter-account.js';
import { singleMessageId, singleReturnPath } from './single-return-path.js';
import { parseSmtpServers, type SmtpServer } from './smtp/smtp-server-url.js';

/** Writes a mail without sending it. */
const writer = nodemailer.createTransport({
  streamTransport: true,
  buffer: true,
  newline: 'windows',
  disableFileAccess: true,
  disableUrlAccess: true,
});

/**
 * Single mails by nodemailer: sign-in links, confirmations, codes, digests, notices. Signed when DKIM_KEYS is set. Tries
 * each server in turn.
 */
@Injectable()
export class NodemailerTransactionalMail extends TransactionalMail implements OnApplicationShutdown {
  private readonly transports: Transporter[];
  private readonly dkimKeys: readonly DkimKey[];

  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {
    super();
    this.transports = env.SMTP_URL ? parseSmtpServers(env.SMTP_URL).map(transportTo) : [];
    this.dkimKeys = readDkimKeys(env.DKIM_KEYS);
  }

  async send(message: TransactionalMessage): Promise<void> {
    const { contactId, bounces } = message;
    if (contactId === undefined || bounces) return this.transmit(message);
    const letter = await beginLetter(this.database, { ...message, contactId });
    try {
      await this.transmit({ ...message, bounces: letter });
    } catch (error) {
      await settleLetter(this.database, letter.id, mailOutcome(error));
      throw error;
    }
    await settleLetter(this.database, letter.id, { state: 'accepted', reply: null });
  }

  private async transmit(message: TransactionalMessage): Promise<void> {
    const envelope = { from: this.senderOf(message), to: message.to };
    const raw = await this.write(message);
    let cause: unknown = new Error('SMTP_URL is not set');
    for (const transport of this.transports) {
      try {
        await transport.sendMail({ envelope, raw });
        return;
      } catch (error) {
        cause = error;
        if (!wasSurelyNotTaken(error)) break;
      }
    }
    throw new DomainError(
      'unavailable',
      'The mail could not be handed over. Try again in a moment.',
      {},
      { cause },
    );
  }

  private senderOf({ bounces }: TransactionalMessage): string {
    const { DATELINE_SECRET, BOUNCE_DOMAIN, PRESS_ADDRESS } = this.env;
    return bounces ? singleReturnPath(parseSecrets(DATELINE_SECRET), bounces, BOUNCE_DOMAIN) : PRESS_ADDRESS;
  }

  private async write(message: TransactionalMessage): Promise<Buffer> {
    const { to, subject, html, text, bounces, pictures = [], headers = {} } = message;
    const { DATELINE_SECRET, LIST_DOMAIN } = this.env;
    const written = await writer.sendMail({
      from: { name: this.env.ORGANISATION, address: this.env.PRESS_ADDRESS },
      to: { name: '', address: to },
      subject,
      ...(bounces && {
        messageId: `<${singleMessageId(parseSecrets(DATELINE_SECRET), bounces, LIST_DOMAIN)}>`,
      }),
      html,
      text,
      attachments: pictures.map(({ contentId, mediaType, content }) => ({
        cid: contentId,
        contentType: mediaType,
        content,
        filename: `${contentId}.jpg`,
        contentDisposition: 'inline' as const,
      })),
      headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    });
    return signMessage(written.message as Buffer, this.dkimKeys, new Date());
  }

  onApplicationShutdown(): void {
    for (const transport of this.transports) transport.close();
  }
}

/**
 * Only then may the next server be tried: it answered with a code, or was never reached. nodemailer reports a connection
 * lost at the greeting and one lost after the final dot alike, and the mail may have been taken then.
 */
export function wasSurelyNotTaken(error: unknown): boolean {
  const { responseCode, syscall, code } = error as { responseCode?: number; syscall?: string; code?: string };
  return responseCode !== undefined || syscall === 'connect' || code === 'EDNS';
}

/** nodemailer for one mail at a time; close it. */
export function transportTo(server: SmtpServer): Transporter {
  const auth = server.credentials && { user: server.credentials.user, pass: server.credentials.reveal() };
  return nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: server.implicitTls,
    requireTLS: server.startTls === 'required',
    ignoreTLS: server.startTls === 'never',
    name: server.ehloName,
    ...(auth ? { auth } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
