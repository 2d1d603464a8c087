import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '../errors/domain-error.js';

export interface KeptMail {
  id: number;
  receivedAt: Date;
  source: string;
  rcpt: string | null;
  sender: string | null;
  kind: string;
  forwarding: string | null;
  outcome: string | null;
  subject: string | null;
  deliveryId: number | null;
  /** Bytes; null when they were forgotten after the days of the settings. */
  size: number | null;
}

/** A mail's bytes as text, the first part of them; null when they were forgotten. */
export interface KeptText extends KeptMail {
  text: string | null;
  isCut: boolean;
}

/** Enough for headers, notice and the beginning of what is quoted. */
const MOST_SHOWN = 64 * 1024;

const COLUMNS = `id, received_at as "receivedAt", source, rcpt, sender, kind, forwarding, reading ->> 'outcome' as outcome,
  left(reading ->> 'subject', 300) as subject, delivery_id as "deliveryId", octet_length(raw) as size`;

/** Whatever came in, as it came. */
@Injectable()
export class KeptMailsService {
  constructor(private readonly source: DataSource) {}

  /** Those that were no report, or could not be read or matched: newest first. */
  async notReports(limit: number): Promise<KeptMail[]> {
    return this.source.query(
      `select ${COLUMNS} from inbound_mail
        where kind not in ('unread', 'bounce', 'delayed', 'feedback', 'delivered')
           or reading ->> 'outcome' in ('unknown delivery', 'too late', 'never sent')
        order by id desc limit $1`,
      [limit],
    );
  }

  /** @throws DomainError `not_found` */
  async one(id: number): Promise<KeptText> {
    const [mail] = await this.source.query<(KeptMail & { head: Buffer | null })[]>(
      `select ${COLUMNS}, substring(raw from 1 for ${MOST_SHOWN}) as head from inbound_mail where id = $1`,
      [id],
    );
    if (!mail) throw notFound('mail');
    const { head, ...rest } = mail;
    return { ...rest, text: head === null ? null : showable(head), isCut: (mail.size ?? 0) > MOST_SHOWN };
  }
}

/** Bytes of strangers as text: control characters, which could hide or turn the text around, become visible. */
export function showable(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replaceAll('\r\n', '\n')
    .replaceAll(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
      '\u2423',
    );
}
