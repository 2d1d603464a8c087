import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { mailOutcome } from '../auth/mail-outcome.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { renewAttempts } from '../auth/take-attempt.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { standingSuppression } from '../contacts/suppress.js';
import { LOG, type Log } from '../ops/log.js';
import { JournalistMail } from './journalist-mail.js';
import { pageLanguage } from './journalist-words.js';
import { confirmUrl, SIGNING_KEYS } from './signed-links.js';
import type { SubscriptionRequest } from './subscription-request.entity.js';
import { attemptsOf } from './subscription-requests.service.js';

/** A request that is not confirmed within this time is forgotten. */
export const CONFIRM_DAYS = 7;
/** A confirmation that could not be sent within this time is not sent any more: the journalist has asked again. */
const SEND_HOURS = 6;
const SWEEP_MS = 60_000;

/** Marked before it is sent, so that neither a crash nor a second process sends it twice. */
const TAKE = `
update subscription_request set mailed_at = now()
 where id = (select id from subscription_request
              where mailed_at is null and id > $1 and created_at > now() - interval '${SEND_HOURS} hours'
              order by id limit 1 for update skip locked)
returning id, email, email_key as "emailKey", language, topic_ids as "topicIds"`;

/** Surely nobody has it, so it is tried again. */
const PUT_BACK = `update subscription_request set mailed_at = null where id = $1`;

/**
 * Sends the confirmations that are due, apart from the requests, so that no request tells by its time what became of it.
 * Called after each request and by a sweep. At most one leaves: a crash, or a connection lost on the way, may lose it, and the
 * journalist asks again the next day.
 */
@Injectable()
export class ConfirmationMailsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private sweep: NodeJS.Timeout | undefined;
  private sending: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(
    private readonly source: DataSource,
    private readonly mail: JournalistMail,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** What a former process, or a relay that was away, left is sent by a sweep each minute. */
  onApplicationBootstrap(): void {
    this.sweep = setInterval(() => this.sendSoon(), SWEEP_MS).unref();
    this.sendSoon();
  }

  /** Before the data source is closed. What is asked for by requests that still end is left to the next process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.sweep);
    await this.sending;
  }

  /** Without waiting; what fails is logged and tried by the next sweep. */
  sendSoon(): void {
    void this.sendDue();
  }

  /** Resolves when all that was due at the call has been tried. Never throws. */
  sendDue(): Promise<void> {
    this.sending = this.sending.then(async () => this.sendAll());
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    for (let last: number | null = 0; last !== null && !this.isStopping;) last = await this.sendNext(last);
  }

  /** @returns the id of the request that was tried; null if none is left */
  private async sendNext(after: number): Promise<number | null> {
    try {
      const [[request]] = await this.source.query<[SubscriptionRequest[], number]>(TAKE, [after]);
      if (!request) return null;
      if (await mayBeAsked(this.source.manager, request.emailKey)) await this.trySending(request);
      return request.id;
    } catch (error) {
      this.log.error({ event: 'confirmation.failed', err: error });
      return null;
    }
  }

  private async trySending(request: SubscriptionRequest): Promise<void> {
    // The day until the next one begins with the mail, which may leave hours after it was asked for.
    await renewAttempts(this.source.manager, attemptsOf(request.emailKey));
    try {
      await this.send(this.source.manager, request);
    } catch (error) {
      const { state } = mailOutcome(error);
      this.log.error({ event: 'confirmation.failed', request: request.id, state, err: error });
      if (state === 'deferred') await this.source.query(PUT_BACK, [request.id]);
    }
  }

  private async send(manager: EntityManager, request: SubscriptionRequest): Promise<void> {
    const topics: { name: string }[] = await manager.query(
      `select name from topic where id = any($1) and archived_at is null and visibility = 'public' order by name`,
      [request.topicIds],
    );
    const url = confirmUrl(this.env, this.keys, request.id);
    const data = { url, topics: topics.map((topic) => topic.name), days: CONFIRM_DAYS };
    const language = pageLanguage(request.language);
    await this.mail.send(
      { to: request.email },
      language,
      'confirm-subscription',
      data,
      'subscription-confirmation',
    );
  }
}

/** Who complained, or whom the desk closed, gets not even this mail. */
async function mayBeAsked(manager: EntityManager, key: string): Promise<boolean> {
  const reason = await standingSuppression(manager, key);
  return reason !== 'complaint' && reason !== 'desk';
}
