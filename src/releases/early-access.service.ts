import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { takeAttempt } from '../auth/take-attempt.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Contact } from '../contacts/contact.entity.js';
import { trustedSql } from '../contacts/trust.js';
import { DomainError, invalid } from '../errors/domain-error.js';
import { embargoLine } from '../rendering/embargo-line.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { type PageLanguage, pageLanguage, wordsIn } from '../subscriptions/journalist-words.js';
import { EarlyCode } from './early-code.entity.js';
import { earlyTerms, termsHash } from './early-terms.js';
import { TermsAnswer } from './terms-answer.entity.js';

/** Whose early access to which release. */
export interface EarlyAccess {
  contactId: number;
  releaseId: number;
}

/** What is told before the terms are accepted: when it lifts, and nothing of what it says. */
export interface EarlyOffer {
  terms: string[];
  /** The reader's, in which the terms are. */
  language: PageLanguage;
  /** When early access begins. */
  opensAt: Date;
  answer: TermsAnswer['answer'] | null;
}

const CODE_MINUTES = 15;
const MOST_TRIES = 5;
/** Three codes at once, then one every five minutes. */
const CODES = { burst: 3, refillSeconds: 300 };

// A release that is armed with early access and has not lifted, for somebody who is trusted now.
const OFFERED = `
  select least(v.embargo_at, d.lift_at) as "instant", v.embargo_zone as zone, c.languages, v.language, t.opens_at as "opensAt",
         (select answer from terms_answer n where n.contact_id = $1 and n.release_id = $2) as answer
    from release_version v
    join dispatch d on d.version_id = v.id and d.state in ('armed', 'paused', 'held') and d.lift_at > now()
    join dispatch_tier t on t.dispatch_id = d.id and t.tier = 'early'
    join contact c on c.id = $1 and ${trustedSql}
   where v.release_id = $2
   order by v.number desc limit 1`;

/** Early access of one journalist to one release: the terms, the one-time code. What they then see is the visibility rule's. */
@Injectable()
export class EarlyAccessService {
  constructor(
    private readonly source: DataSource,
    private readonly modules: ModuleRef,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** The terms for this journalist and release; null: there is no early access for them. */
  async offer({ contactId, releaseId }: EarlyAccess): Promise<EarlyOffer | null> {
    const [row] = await this.source.query<
      {
        instant: Date;
        zone: string;
        languages: string[];
        language: string;
        opensAt: Date;
        answer: TermsAnswer['answer'] | null;
      }[]
    >(OFFERED, [contactId, releaseId]);
    if (!row) return null;
    const { instant, zone, answer, opensAt } = row;
    const language = pageLanguage(...row.languages, row.language, this.env.NEWSROOM_LANGUAGE);
    const lift = embargoLine({ instant: instant.toISOString(), zone }, this.env.NEWSROOM_ZONE, language);
    const terms = earlyTerms(wordsIn(language), this.env.ORGANISATION, `${lift}.`);
    return { terms, language, answer, opensAt };
  }

  /** Keeps the answer with the hash of the terms as they were shown. A later answer replaces it; the record keeps both. */
  async answer(access: EarlyAccess, answer: TermsAnswer['answer'], address: string): Promise<void> {
    const offer = await this.required(access);
    const { contactId, releaseId } = access;
    await this.source.transaction(async (manager) => {
      const textHash = termsHash(offer.terms);
      await manager.upsert(
        TermsAnswer,
        { contactId, releaseId, answer, textHash, address, at: () => 'now()' },
        ['contactId', 'releaseId'],
      );
      const actor: Actor = { kind: 'contact', id: contactId };
      const detail = { text: textHash.toString('hex'), address };
      await record(manager, {
        actor,
        action: `early_terms.${answer}`,
        subjectType: 'release',
        subjectId: releaseId,
        detail,
      });
    });
  }

  /** Mails a new one-time code to the journalist's own address. @throws DomainError `too_many`, `unavailable` */
  async sendCode(access: EarlyAccess): Promise<void> {
    const offer = await this.required(access);
    if (offer.answer !== 'accepted') throw new DomainError('conflict', 'Please accept the terms first.');
    const { contactId, releaseId } = access;
    const { manager } = this.source;
    if (!(await takeAttempt(manager, `early-code/${contactId}/${releaseId}`, CODES))) {
      throw new DomainError('too_many', 'A code was sent a moment ago. Wait a few minutes for another one.');
    }
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await manager.upsert(
      EarlyCode,
      {
        contactId,
        releaseId,
        codeHash: codeHash(access, code),
        sentAt: () => 'now()',
        expiresAt: () => `now() + interval '${CODE_MINUTES} minutes'`,
        tries: 0,
        usedAt: null,
      },
      ['contactId', 'releaseId'],
    );
    await this.mail(contactId, code);
  }

  /**
   * Takes a code, once. Every try counts, so a code can be guessed with a chance of 5 in a million.
   * @throws DomainError `invalid` at `code`
   */
  async takeCode(access: EarlyAccess, code: string): Promise<void> {
    const { contactId, releaseId } = access;
    const [row] = await this.source.query<[{ hash: Buffer }[], number]>(
      `update early_code set tries = tries + 1
        where contact_id = $1 and release_id = $2 and used_at is null and expires_at > now() and tries < $3
       returning code_hash as hash`,
      [contactId, releaseId, MOST_TRIES],
    );
    const [kept] = row;
    if (!kept || !timingSafeEqual(kept.hash, codeHash(access, code.trim()))) {
      throw invalid('code', 'This is not the code, or it has expired. Ask for a new one.');
    }
    const [, used] = await this.source.query<[unknown, number]>(
      `update early_code set used_at = now() where contact_id = $1 and release_id = $2 and used_at is null`,
      [contactId, releaseId],
    );
    if (used === 0) throw invalid('code', 'This code was used already. Ask for a new one.');
  }

  private async required(access: EarlyAccess): Promise<EarlyOffer> {
    const offer = await this.offer(access);
    if (!offer) throw new DomainError('not_found', 'There is no such page.');
    return offer;
  }

  // The transport belongs to a feature above this one, so it is found when it is needed.
  private async mail(contactId: number, code: string): Promise<void> {
    const { email, languages } = await this.source.manager.findOneByOrFail(Contact, { id: contactId });
    const organisation = { name: this.env.ORGANISATION, postalAddress: this.env.POSTAL_ADDRESS };
    const language = languages[0] ?? this.env.NEWSROOM_LANGUAGE;
    const letter = await renderTransactional('early-access-code', {
      language,
      organisation,
      code,
      minutes: CODE_MINUTES,
    });
    const transport = this.modules.get(TransactionalMail, { strict: false });
    await transport.send({ to: email, contactId, purpose: 'early-access-code', ...letter });
  }
}

function codeHash({ contactId, releaseId }: EarlyAccess, code: string): Buffer {
  return createHash('sha256').update(`${contactId}/${releaseId}/${code}`).digest();
}
