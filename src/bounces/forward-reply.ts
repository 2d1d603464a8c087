import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { parseSmtpServers } from '../delivery/smtp/smtp-server-url.js';
import { transportTo } from '../delivery/transactional-mail.service.js';
import { LOG, type Log } from '../ops/log.js';
import type { InboundMail } from './inbound-mail.entity.js';
import type { BounceReading } from './reading/bounce-reading.js';
import type { Unreadable } from './reading/reading-pool.js';

type DueReply = Pick<InboundMail, 'id' | 'sender' | 'raw' | 'reading'>;

/**
 * Whether a mail is a person's answer to a mail of ours. Only one that names that mail (`isNamed`), from a sender who can be
 * answered, and that no machine wrote: then it cannot be part of a loop (RFC 3834 section 2).
 */
export function mayForward(
  mail: { sender: string | null; isNamed: boolean },
  reading: BounceReading | Unreadable,
): boolean {
  return reading.kind === 'other' && reading.humanReply && mail.isNamed && Boolean(mail.sender);
}

/** Hands answers that went to a return path on to the press contact, each once. */
@Injectable()
export class ReplyForwarding implements OnApplicationShutdown {
  private readonly transports: Transporter[];

  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.transports = env.SMTP_URL ? parseSmtpServers(env.SMTP_URL).map(transportTo) : [];
  }

  /**
   * Forwards what is due. Marked before it is sent: a process that dies in between leaves `sending`, which stays visible
   * and is not sent a second time. @returns how many were sent
   */
  async forwardAll(): Promise<number> {
    let sent = 0;
    for (let reply = await this.take(); reply; reply = await this.take()) sent += await this.forward(reply);
    return sent;
  }

  onApplicationShutdown(): void {
    for (const transport of this.transports) transport.close();
  }

  private async take(): Promise<DueReply | undefined> {
    const [rows] = (await this.source.query(
      `update inbound_mail set forwarding = 'sending' where id = (
         select id from inbound_mail where forwarding = 'due' order by id limit 1 for update skip locked)
       returning id, sender, raw, reading`,
    )) as [DueReply[], number];
    return rows[0];
  }

  private async forward(reply: DueReply): Promise<number> {
    const outcome = await this.send(reply);
    await this.source.query(`update inbound_mail set forwarding = $2 where id = $1`, [reply.id, outcome]);
    this.log.info({ event: 'inbound.forwarded', inbound: reply.id, outcome });
    return outcome === 'sent' ? 1 : 0;
  }

  private async send(reply: DueReply): Promise<'sent' | 'failed'> {
    for (const transport of this.transports) {
      try {
        await transport.sendMail(this.mailWith(reply));
        return 'sent';
      } catch (error) {
        this.log.warn({ event: 'inbound.forward_failed', inbound: reply.id, error: String(error) });
      }
    }
    return 'failed';
  }

  /** The answer travels whole, as an attachment; nothing of it gets into our headers but its sender as text. */
  private mailWith({ id, sender, raw, reading }: DueReply) {
    const { PRESS_ADDRESS, ORGANISATION, PUBLIC_URL } = this.env;
    const subject = typeof reading['subject'] === 'string' ? reading['subject'] : '';
    return {
      envelope: { from: '', to: PRESS_ADDRESS },
      from: { name: `${ORGANISATION} (Dateline)`, address: PRESS_ADDRESS },
      to: { name: '', address: PRESS_ADDRESS },
      subject: `Answer to a release: ${subject.slice(0, 200)}`,
      text: `${sender ?? ''} answered a release. Their mail went to the address for bounces and is attached as it came.\n\nAt the press desk: ${PUBLIC_URL}/desk/bounces/mails/${id}\n`,
      headers: { 'Auto-Submitted': 'auto-forwarded', 'X-Auto-Response-Suppress': 'All' },
      attachments: [
        { filename: 'answer.eml', content: raw ?? Buffer.alloc(0), contentType: 'message/rfc822' },
      ],
    };
  }
}
