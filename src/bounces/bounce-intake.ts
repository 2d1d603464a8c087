import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { InboundMail } from './inbound-mail.entity.js';
import { keepBounce } from './keep-bounce.js';
import { defaultBouncePolicy } from './policy.js';
import type { BounceReading, FailedRecipient } from './reading/bounce-reading.js';
import { classifyReply } from './reading/classify-reply.js';
import { MailReader } from './mail-reader.js';

interface Refusal {
  deliveryId: number;
  code: number | null;
  text: string | null;
}

const AT_ONCE = 50;

/** Reads what came in, matches it with what was sent, and acts. Several workers share the work. */
@Injectable()
export class BounceIntake {
  constructor(
    private readonly source: DataSource,
    private readonly reader: MailReader,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Everything unread, oldest first. @returns how many were read */
  async readAll(): Promise<number> {
    for (let total = 0; ;) {
      const read = await this.readBatch();
      total += read;
      if (read < AT_ONCE) return total;
    }
  }

  /** Refusals at SMTP time that no bounce tells of yet. */
  async takeRefusals(): Promise<number> {
    const refusals = await this.source.query<Refusal[]>(
      `select distinct on (e.delivery_id) e.delivery_id as "deliveryId", e.reply_code as code, e.reply_text as text
         from delivery_event e
        where e.state = 'refused' and e.at > now() - interval '2 days' and e.reply_code is not null
          and not exists (select from bounce b where b.delivery_id = e.delivery_id and b.kind = 'bounce')
        order by e.delivery_id limit 500`,
    );
    for (const refusal of refusals) await this.keepRefusal(refusal);
    return refusals.length;
  }

  private async readBatch(): Promise<number> {
    return this.source.transaction(async (manager) => {
      const mails = await manager
        .createQueryBuilder(InboundMail, 'm')
        .where(`m.kind = 'unread'`)
        .orderBy('m.id')
        .limit(AT_ONCE)
        .setLock('pessimistic_write')
        .setOnLocked('skip_locked')
        .getMany();
      for (const mail of mails) await this.readOne(manager, mail);
      return mails.length;
    });
  }

  private async readOne(manager: EntityManager, mail: InboundMail): Promise<void> {
    const reading = await this.reader.read(mail.raw ?? Buffer.alloc(0));
    const outcome = await this.believe(manager, mail, reading);
    const kept = JSON.parse(JSON.stringify({ ...reading, outcome })) as Record<string, unknown>;
    await manager.update(InboundMail, { id: mail.id }, { kind: reading.kind, reading: kept as never });
    this.log.info({ event: 'inbound.read', inbound: mail.id, kind: reading.kind, outcome });
  }

  private async believe(manager: EntityManager, mail: InboundMail, reading: BounceReading | Unreadable) {
    if (reading.kind !== 'bounce' && reading.kind !== 'delayed' && reading.kind !== 'feedback')
      return 'not a bounce';
    if (mail.deliveryId === null) return 'unknown delivery';
    const failed = reading.recipients[0] ?? NOBODY;
    const { status, reply, diagnostic, category, hard } = failed;
    return keepBounce(
      manager,
      {
        deliveryId: mail.deliveryId,
        source: mail.source,
        inboundMailId: mail.id,
        kind: reading.kind,
        category,
        hard: reading.kind === 'bounce' && hard,
        status,
        reply,
        diagnostic,
      },
      { policy: defaultBouncePolicy, windowDays: this.env.BOUNCE_WINDOW_DAYS },
    );
  }

  private async keepRefusal({ deliveryId, code, text }: Refusal): Promise<void> {
    const verdict = classifyReply({ code: code ?? '', text: text ?? '', command: 'RCPT' });
    await this.source.transaction((manager) =>
      keepBounce(
        manager,
        {
          deliveryId,
          source: 'reply',
          inboundMailId: null,
          kind: 'bounce',
          category: verdict.category,
          hard: verdict.hard,
          status: verdict.status,
          reply: String(code ?? ''),
          diagnostic: text ?? '',
        },
        { policy: defaultBouncePolicy, windowDays: this.env.BOUNCE_WINDOW_DAYS },
      ),
    );
  }
}

type Unreadable = { kind: 'unreadable'; reason: string };

const NOBODY: FailedRecipient = {
  address: '',
  aliases: [],
  status: '',
  reply: '',
  diagnostic: '',
  category: 'unknown',
  hard: false,
};
