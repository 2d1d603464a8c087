import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Contact } from '../contacts/contact.entity.js';
import { standingSuppression } from '../contacts/suppress.js';
import { trustDecision } from '../contacts/trust-decision.js';
import { TrustService } from '../contacts/trust.service.js';
import { LOG, type Log } from '../ops/log.js';
import { JournalistMail } from './journalist-mail.js';
import { pageLanguage, wordsIn } from './journalist-words.js';
import { preferencesUrl, SIGNING_KEYS } from './signed-links.js';

/** A decision, and whether the journalist is told of it. */
export const toldDecision = trustDecision.extend({
  /** a mail to the journalist, in their language, says what was decided */
  tell: z.boolean().default(false),
  /** words of the desk in that mail */
  message: z.string().trim().max(2000).default(''),
});
export type ToldDecision = z.infer<typeof toldDecision>;

/** `not sent`: the decision stands, the mail could not be handed over. */
export type Telling = 'told' | 'not asked to' | 'no mail to this address' | 'not sent';

@Injectable()
export class TrustDecisionsService {
  constructor(
    private readonly source: DataSource,
    private readonly trust: TrustService,
    private readonly mail: JournalistMail,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Decides about early access, then tells the journalist if asked to. The mail comes after the decision and cannot
   * undo it.
   */
  async decide(
    actor: Actor,
    contactId: number,
    told: ToldDecision,
  ): Promise<{ contact: Contact; telling: Telling }> {
    const { tell, message, ...decision } = told;
    const contact = await this.trust.decide(actor, contactId, decision);
    return { contact, telling: tell ? await this.tell(contact, told, message) : 'not asked to' };
  }

  private async tell(contact: Contact, { kind, until }: ToldDecision, message: string): Promise<Telling> {
    if (await standingSuppression(this.source.manager, contact.emailKey)) return 'no mail to this address';
    const language = pageLanguage(...contact.languages, this.env.NEWSROOM_LANGUAGE);
    const t = wordsIn(language);
    const organisation = this.env.ORGANISATION;
    const ends = (kind === 'probation' || kind === 'suspension') && until;
    const letter = {
      subject: t('mail.trust.subject', { organisation }),
      paragraphs: [
        t(`mail.trust.${kind}`, { organisation }),
        ...(ends ? [t('mail.trust.until', { date: this.day(ends, language) })] : []),
        ...(message ? [t('mail.trust.message'), message] : []),
        t('mail.trust.answer', { press: this.env.PRESS_ADDRESS }),
      ],
      button: { label: t('confirm.preferences'), url: preferencesUrl(this.env, this.keys, contact.id) },
    };
    try {
      await this.mail.send(
        { to: contact.email, contactId: contact.id },
        language,
        'notice',
        letter,
        'trust-decision',
      );
      return 'told';
    } catch (error) {
      this.log.warn({ event: 'trust.not_told', contact: contact.id, error: String(error) });
      return 'not sent';
    }
  }

  private day(at: Date, language: string): string {
    const style = { dateStyle: 'long', timeZone: this.env.NEWSROOM_ZONE } as const;
    return new Intl.DateTimeFormat(language, style).format(at);
  }
}
