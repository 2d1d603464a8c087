import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { MailOutcome } from '../auth/mail-outcome.js';
import { parseSecrets } from '../auth/signed-token.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { type AudienceFilter, audienceSql, mailableSql } from '../contacts/audience.js';
import { trustedSql } from '../contacts/trust.js';
import { LOG, type Log } from '../ops/log.js';
import { earlyPath } from '../releases/early-link.js';
import { shortEmbargoTime } from '../rendering/embargo-line.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { type PageLanguage, pageLanguage, wordsIn } from '../subscriptions/journalist-words.js';

interface OpenEarlyTier {
  dispatchId: number;
  releaseId: number;
  audience: AudienceFilter;
}

interface DueOffer {
  contactId: number;
  releaseId: number;
  email: string;
  language: string;
  liftAt: Date;
  zone: string;
}

/** Offers of one release that are sent in one go; the next sweep goes on. */
const AT_ONCE = 50;
const MOST_TRIES = 5;

/**
 * Ask first, then show: trusted followers are offered early access as soon as a dispatch with an early tier is armed. The
 * offer says when the embargo lifts, and nothing of what the release says. Each person is asked once per release.
 */
@Injectable()
export class EarlyOffers {
  constructor(
    private readonly database: DataSource,
    private readonly mail: TransactionalMail,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @returns how many offers were sent */
  async sendDue(): Promise<number> {
    const tiers = await this.database.query<OpenEarlyTier[]>(
      `select t.dispatch_id as "dispatchId", v.release_id as "releaseId", v.audience
         from dispatch_tier t join dispatch d on d.id = t.dispatch_id join release_version v on v.id = d.version_id
        where t.tier = 'early' and t.frozen_at is null and t.opens_at > now() and d.state = 'armed'
          and gate(d.id, 'early', interval '1 day') = 'embargo'`,
    );
    for (const tier of tiers) await this.note(tier);
    let sent = 0;
    for (const tier of tiers) for (const offer of await this.take(tier)) sent += await this.send(offer);
    return sent;
  }

  /** Writes down who is to be asked. Running twice asks nobody twice. */
  private async note({ dispatchId, releaseId, audience }: OpenEarlyTier): Promise<void> {
    const chosen = audienceSql(audience, 2);
    await this.database.transaction(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `insert into early_offer (contact_id, release_id)
         select c.id, $1 from contact c where ${chosen.sql} and ${mailableSql} and ${trustedSql}
         on conflict do nothing returning contact_id`,
        [releaseId, ...chosen.params],
      );
      if (rows.length === 0) return;
      await record(manager, {
        actor: { kind: 'system', name: 'early access' },
        action: 'early_access.offered',
        subjectType: 'dispatch',
        subjectId: dispatchId,
        detail: { journalists: rows.length },
      });
    });
  }

  /** Marked as sent before they are: a crash in between loses an offer, and never sends one twice. */
  private async take({ dispatchId, releaseId }: OpenEarlyTier): Promise<DueOffer[]> {
    const [rows] = await this.database.query<[DueOffer[], number]>(
      `update early_offer o set sent_at = now(), tried = tried + 1
         from contact c, dispatch d join release_version v on v.id = d.version_id
        where (o.contact_id, o.release_id) in (
                select contact_id, release_id from early_offer
                 where release_id = $1 and sent_at is null and tried < $2 limit $3 for update skip locked)
          and c.id = o.contact_id and d.id = $5
       returning o.contact_id as "contactId", o.release_id as "releaseId", c.email,
                 coalesce(c.languages[1], $4) as language, least(v.embargo_at, d.lift_at) as "liftAt", v.embargo_zone as zone`,
      [releaseId, MOST_TRIES, AT_ONCE, this.env.NEWSROOM_LANGUAGE, dispatchId],
    );
    return rows;
  }

  /** Put back only if the relay surely did not take it and may later: in doubt it is not sent again. */
  private async send(offer: DueOffer): Promise<number> {
    const { contactId, releaseId } = offer;
    const { state, reply } = await this.attempt(offer);
    if (state === 'accepted') return 1;
    this.log.warn({ event: 'early_offer.failed', contact: contactId, state, reply });
    if (state === 'deferred')
      await this.database.query(
        `update early_offer set sent_at = null where contact_id = $1 and release_id = $2`,
        [contactId, releaseId],
      );
    return 0;
  }

  private async attempt(offer: DueOffer): Promise<MailOutcome> {
    const { email, language } = offer;
    try {
      const letter = await this.letter(offer, pageLanguage(language, this.env.NEWSROOM_LANGUAGE));
      return await this.mail.attempt({
        to: email,
        ...letter,
        contactId: offer.contactId,
        purpose: 'early-access-offer',
      });
    } catch (error) {
      return { state: 'deferred', reply: String(error) };
    }
  }

  private async letter({ contactId, releaseId, liftAt, zone }: DueOffer, language: PageLanguage) {
    const organisation = this.env.ORGANISATION;
    const lift = shortEmbargoTime({ instant: liftAt.toISOString(), zone }, language);
    const path = earlyPath(parseSecrets(this.env.DATELINE_SECRET), contactId, releaseId);
    const t = wordsIn(language);
    return renderTransactional('notice', {
      language,
      organisation: { name: organisation, url: this.env.PUBLIC_URL },
      subject: t('mail.offer.subject', { lift }),
      paragraphs: [t('mail.offer.text1', { organisation, lift }), t('mail.offer.text2')],
      button: { label: t('mail.offer.button'), url: `${this.env.PUBLIC_URL}${path}` },
    });
  }
}
