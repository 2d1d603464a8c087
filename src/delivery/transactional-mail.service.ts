import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import nodemailer, { type Transporter } from 'nodemailer';
import { TransactionalMail, type TransactionalMessage } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { parseSmtpServers, type SmtpServer } from './smtp/smtp-server-url.js';

/** Single mails by nodemailer: sign-in links, confirmations, codes. Tries each server in turn. */
@Injectable()
export class NodemailerTransactionalMail extends TransactionalMail implements OnApplicationShutdown {
  private readonly transports: Transporter[];

  constructor(@Inject(ENV) private readonly env: Env) {
    super();
    this.transports = env.SMTP_URL ? parseSmtpServers(env.SMTP_URL).map(transportTo) : [];
  }

  async send({ to, subject, html, text, pictures = [], headers = {} }: TransactionalMessage): Promise<void> {
    const mail = {
      from: { name: this.env.ORGANISATION, address: this.env.PRESS_ADDRESS },
      to: { name: '', address: to },
      subject,
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
    };
    let cause: unknown = new Error('SMTP_URL is not set');
    for (const transport of this.transports) {
      try {
        await transport.sendMail(mail);
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
