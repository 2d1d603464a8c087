import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { bounceRules } from './bounce-rules.js';
import { mayForward } from './forward-reply.js';
import { InboundMail } from './inbound-mail.entity.js';
import { tally } from './inbound-tally.js';
import { type Judged, judgeReading } from './judge-reading.js';
import { type BounceOutcome, type BounceRules, keepBounce, proveAccepted } from './keep-bounce.js';
import { keepSingleBounce, proveSingleArrived, takeSingleRefusals } from './keep-single-bounce.js';
import { MailReader } from './mail-reader.js';
import { OurTokens, type Traces } from './our-tokens.js';
import { isProvider } from './providers/provider-event.js';
import { providerTraces, readProviderEvent } from './providers/read-provider-event.js';
import type { BounceReading } from './reading/bounce-reading.js';
import { classifyReply } from './reading/classify-reply.js';
import type { Unreadable } from './reading/reading-pool.js';

interface Refusal {
  deliveryId: number;
  code: number | null;
  text: string | null;
  /** The server answered before it had seen the message: so to the recipient. */
  isBeforeBody: boolean;
}

/** What was understood of one mail or event, and what was done. */
interface Understood {
  kind: string;
  deliveryId: number | null;
  reading: object;
  outcome: BounceOutcome | 'no report' | 'in doubt no more' | 'arrived';
  forwarding?: 'due' | undefined;
}

/** A mail or event with what it may be about. */
interface Matched {
  mail: InboundMail;
  deliveryId: number | null;
  traces: Traces;
}

/** Does what follows from a mail that was read, in the transaction that also marks it as read. */
type Taker = (manager: EntityManager) => Promise<Understood>;

const AT_ONCE = 50;
/** Longer than 50 mails take at the reader's limit of time. */
const CLAIM_MINUTES = 10;

/** Reads what came in, matches it with what was sent, and acts. Several workers share the work. */
@Injectable()
export class BounceIntake {
  private readonly rules: BounceRules;
  private readonly tokens: OurTokens;

  constructor(
    private readonly source: DataSource,
    private readonly reader: MailReader,
    @Inject(ENV) env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.rules = bounceRules(env);
    this.tokens = new OurTokens(env);
  }

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
      `select distinct on (e.delivery_id) e.delivery_id as "deliveryId", e.reply_code as code, e.reply_text as text,
              d.transmitting_at is null as "isBeforeBody"
         from delivery_event e join delivery d on d.id = e.delivery_id
        where e.state = 'refused' and d.email is not null and e.at > now() - interval '2 days' and e.reply_code is not null
          and not exists (select from bounce b where b.delivery_id = e.delivery_id and b.kind = 'bounce')
        order by e.delivery_id limit 500`,
    );
    for (const refusal of refusals) await this.keepRefusal(refusal);
    return refusals.length + (await takeSingleRefusals(this.source, this.rules));
  }

  private async readBatch(): Promise<number> {
    const ids = await this.claim();
    for (const id of ids) await this.readOne(id);
    return ids.length;
  }

  /** Mails are read outside of any transaction: a hostile one takes seconds, and acting holds the gate's lock. */
  private async claim(): Promise<number[]> {
    const [rows] = (await this.source.query(
      `update inbound_mail set claimed_at = now() where id in (
         select id from inbound_mail
          where kind = 'unread' and (claimed_at is null or claimed_at < now() - $2 * interval '1 minute')
          order by id limit $1 for update skip locked)
       returning id`,
      [AT_ONCE, CLAIM_MINUTES],
    )) as [{ id: number }[], number];
    return rows.map(({ id }) => id).sort((a, b) => a - b);
  }

  private async readOne(id: number): Promise<void> {
    const mail = await this.source.manager.findOneBy(InboundMail, { id, kind: 'unread' });
    if (!mail) return;
    const raw = mail.raw ?? Buffer.alloc(0);
    const take = isProvider(mail.source)
      ? this.eventTaker(mail, raw)
      : this.mailTaker(mail, raw, await this.reader.read(raw));
    try {
      await this.source.transaction((manager) => this.settle(manager, mail, take));
    } catch (error) {
      if (!isAboutTheContent(error)) throw error;
      this.log.warn({ event: 'inbound.unstorable', inbound: id, error: String(error) });
      await this.source.manager.update(InboundMail, { id }, { kind: 'unreadable' });
    }
  }

  private async settle(manager: EntityManager, mail: InboundMail, take: Taker): Promise<void> {
    const understood = await take(manager);
    const { kind, outcome, deliveryId, forwarding } = understood;
    const change = {
      kind,
      deliveryId,
      ...(forwarding ? { forwarding } : {}),
      ...(outcome === 'forgotten'
        ? { reading: { outcome }, raw: null, sender: null, rcpt: null }
        : { reading: storable({ ...understood.reading, outcome }) as never }),
    };
    const { affected } = await manager.update(InboundMail, { id: mail.id, kind: 'unread' }, change);
    if (affected === 0) throw new Error(`Inbound mail ${mail.id} was read by somebody else`);
    if (outcome === 'unknown delivery' || outcome === 'too late' || outcome === 'never sent')
      await tally(manager, mail.source, outcome);
    this.log.info({ event: 'inbound.read', inbound: mail.id, kind, outcome });
  }

  private mailTaker(mail: InboundMail, raw: Buffer, reading: BounceReading | Unreadable): Taker {
    const deliveryId = mail.deliveryId ?? this.deliveryIn(reading, raw);
    const judged = 'recipients' in reading ? judgeReading(reading) : null;
    const { kind } = reading;
    const traces = tracesIn(mail, reading);
    const isNamed = deliveryId !== null || this.tokens.findSingle(traces) !== null;
    const forwarding = mayForward({ sender: mail.sender, isNamed }, reading) ? 'due' : undefined;
    return async (manager) =>
      judged
        ? {
            kind,
            deliveryId,
            reading,
            outcome: await this.keep(manager, { mail, deliveryId, traces }, judged),
          }
        : { kind, deliveryId, reading, outcome: 'no report', forwarding };
  }

  private eventTaker(mail: InboundMail, raw: Buffer): Taker {
    const { source, deliveryId } = mail;
    const event = isProvider(source) ? readProviderEvent(source, raw) : null;
    if (!event)
      return () => Promise.resolve({ kind: 'other', deliveryId, reading: {}, outcome: 'no report' });
    const traces = isProvider(source) ? providerTraces(source, raw) : {};
    if (event.kind === 'delivered') return this.arrivalTaker(mail, traces, event.words);
    return async (manager) => ({
      kind: event.kind,
      deliveryId,
      reading: event,
      outcome: await this.keep(manager, { mail, deliveryId, traces }, event.report),
    });
  }

  private arrivalTaker({ source, deliveryId }: InboundMail, traces: Traces, words: string): Taker {
    const about = this.tokens.findSingle(traces);
    return async (manager) => {
      const wasInDoubt =
        deliveryId !== null
          ? await proveAccepted(manager, deliveryId, `Proven by ${source}: ${words}`)
          : about !== null && (await proveSingleArrived(manager, about));
      const outcome = wasInDoubt ? 'in doubt no more' : 'arrived';
      return { kind: 'delivered', deliveryId, reading: { words }, outcome };
    };
  }

  private async keep(
    manager: EntityManager,
    { mail, deliveryId, traces }: Matched,
    judged: Judged,
  ): Promise<BounceOutcome> {
    if (deliveryId === null) return this.keepOfSingle(manager, mail, traces, judged);
    const report = { ...judged, deliveryId, source: mail.source, inboundMailId: mail.id };
    return keepBounce(manager, report, this.rules);
  }

  /** Of a single mail, if a token of ours names one. */
  private async keepOfSingle(
    manager: EntityManager,
    { id, source }: InboundMail,
    traces: Traces,
    judged: Judged,
  ): Promise<BounceOutcome> {
    const about = this.tokens.findSingle(traces);
    if (!about) return 'unknown delivery';
    return keepSingleBounce(manager, { ...judged, about, source, inboundMailId: id }, this.rules);
  }

  /** A complaint comes to the address that the feedback loop knows; it names its delivery by what it quotes. */
  private deliveryIn(reading: BounceReading | Unreadable, raw: Buffer): number | null {
    if (!('evidence' in reading)) return null;
    const { returnPath, messageIds, sentTo } = reading.evidence;
    return this.tokens.find({ returnPaths: [...sentTo, returnPath], messageIds, mail: raw });
  }

  private async keepRefusal({ deliveryId, code, text, isBeforeBody }: Refusal): Promise<void> {
    const command = isBeforeBody ? 'RCPT' : 'DATA';
    const verdict = classifyReply({ code: code ?? '', text: text ?? '', command });
    const report = {
      ...verdict,
      deliveryId,
      source: 'reply',
      inboundMailId: null,
      kind: 'bounce' as const,
      reply: String(code ?? ''),
      diagnostic: text ?? '',
    };
    // It was found among the last two days' events: the window is for what strangers send.
    const rules = { ...this.rules, windowDays: 3 };
    await this.source.transaction((manager) => keepBounce(manager, report, rules));
  }
}

/** Where a single mail of ours may be named: the address it came to goes first. */
function tracesIn({ rcpt }: InboundMail, reading: BounceReading | Unreadable): Traces {
  const { sentTo, returnPath, messageIds } =
    'evidence' in reading ? reading.evidence : { sentTo: [], returnPath: '', messageIds: [] };
  return { returnPaths: [rcpt ?? '', ...sentTo, returnPath], messageIds };
}

/** PostgreSQL's jsonb takes neither U+0000 nor half a surrogate pair. */
function storable(value: object): Record<string, unknown> {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' ? Buffer.from(one.replaceAll('\0', '\uFFFD')).toString() : one,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/** PostgreSQL's data exceptions and broken constraints: they would come again. */
function isAboutTheContent(error: unknown): boolean {
  const { driverError } = error as { driverError?: { code?: unknown } };
  return /^2[23]/.test(String(driverError?.code ?? ''));
}
