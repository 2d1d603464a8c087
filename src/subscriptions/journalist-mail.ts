import { Inject, Injectable } from '@nestjs/common';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import type { TransactionalData } from '../rendering/transactional-letter.js';
import type { PageLanguage } from './journalist-words.js';

type LetterName = 'confirm-subscription' | 'notice';
type LetterData<Name extends LetterName> = Omit<TransactionalData[Name], 'language' | 'organisation'>;

/** Single mails to journalists about their own subscription, in their language. */
@Injectable()
export class JournalistMail {
  constructor(
    private readonly mail: TransactionalMail,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Resolves when the relay took it. @param to with the contact, if they are on the list: then a bounce counts */
  async send<Name extends LetterName>(
    { to, ...recipient }: { to: string; contactId?: number },
    language: PageLanguage,
    name: Name,
    data: LetterData<Name>,
    purpose: string,
  ): Promise<void> {
    const organisation = { name: this.env.ORGANISATION, postalAddress: this.env.POSTAL_ADDRESS };
    const letter = await renderTransactional(name, {
      ...data,
      language,
      organisation,
    } as TransactionalData[Name]);
    await this.mail.send({ to, ...recipient, purpose, ...letter });
  }
}
