import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { takeAttempt } from '../auth/take-attempt.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Contact } from '../contacts/contact.entity.js';
import { changeAddress, contactIdOf, findContact } from '../contacts/contacts.service.js';
import { type EmailAddress, parseEmail } from '../contacts/email-address.js';
import { standingSuppression } from '../contacts/suppress.js';
import { AddressChange } from './address-change.entity.js';
import { writeConsent } from './consent-record.js';
import { JournalistMail } from './journalist-mail.js';
import { pageLanguage, wordsIn } from './journalist-words.js';
import {
  addressChangeUrl,
  type AddressSide,
  type PersonalDataAction,
  personalDataUrl,
  SIGNING_KEYS,
} from './signed-links.js';

const HOUR = 3600;
/** Per contact and purpose: nobody fills a mailbox from a forwarded link. */
const PER_CONTACT = { burst: 2, refillSeconds: 6 * HOUR };
/** A change of address that both mailboxes have not confirmed within this time is forgotten. */
export const CHANGE_DAYS = 7;

export type ChangeResult = 'waiting' | 'done' | 'taken' | 'gone';

/** What a forwarded mail must not allow: it takes a fresh link in the mailbox itself. */
@Injectable()
export class PersonalLinksService {
  constructor(
    private readonly source: DataSource,
    private readonly mail: JournalistMail,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @returns whether a mail was sent; false: one was sent a short while ago */
  async sendDataLink(contact: Contact, action: PersonalDataAction, now: Date): Promise<boolean> {
    if (!(await this.mayMail(`${action}:${contact.id}`))) return false;
    const expires = Math.floor(now.getTime() / 1000) + HOUR;
    await this.send(
      contact,
      contact.email,
      action,
      personalDataUrl(this.env, this.keys, contact.id, action, expires),
      {},
    );
    return true;
  }

  /** To both mailboxes; to the new one only if it could be used, which the page does not tell. */
  async sendAddressLinks(contact: Contact, address: EmailAddress): Promise<boolean> {
    if (!(await this.mayMail(`address:${contact.id}`)) || !(await this.mayMail(`address-to:${address.key}`)))
      return false;
    const { id } = await this.source.manager.save(
      this.source.manager.create(AddressChange, { contactId: contact.id, email: address.email }),
    );
    const names = { old: contact.email, new: address.email };
    const url = (side: AddressSide) => addressChangeUrl(this.env, this.keys, id, side);
    await this.send(contact, contact.email, 'address', url('old'), names);
    if (await this.isFree(address)) await this.send(contact, address.email, 'address', url('new'), names);
    return true;
  }

  /** The change behind a link while it is not made and not too old. */
  async findChange(changeId: number): Promise<{ change: AddressChange; contact: Contact } | null> {
    const { manager } = this.source;
    const change = await manager
      .createQueryBuilder(AddressChange, 'a')
      .where('a.id = :changeId', { changeId })
      .andWhere(`a.created_at > now() - interval '${CHANGE_DAYS} days'`)
      .getOne();
    return change && { change, contact: await findContact(manager, change.contactId) };
  }

  async confirmChange(changeId: number, side: AddressSide, networkAddress: string): Promise<ChangeResult> {
    const found = await this.findChange(changeId);
    if (!found) return 'gone';
    return this.source.transaction(async (manager) => {
      const contact = await findContact(manager, found.contact.id, 'for update');
      await manager.query(
        `update address_change set ${side}_confirmed_at = coalesce(${side}_confirmed_at, now()) where id = $1`,
        [changeId],
      );
      const change = await manager.findOneByOrFail(AddressChange, { id: changeId });
      if (change.doneAt) return 'done';
      if (!change.oldConfirmedAt || !change.newConfirmedAt) return 'waiting';
      const address = parseEmail(change.email);
      if (!(await this.isFree(address, contact.id))) return 'taken';
      const actor = { kind: 'contact', id: contact.id } as const;
      await changeAddress(manager, actor, contact, address);
      await manager.update(AddressChange, changeId, { doneAt: () => 'now()' });
      const event = { contactId: contact.id, topicId: null, change: 'address changed' };
      await writeConsent(manager, [event], { source: 'preferences', address: networkAddress });
      await record(manager, {
        actor,
        action: 'contact.address_changed',
        subjectType: 'contact',
        subjectId: contact.id,
      });
      return 'done';
    });
  }

  private async isFree(address: EmailAddress, ownId?: number): Promise<boolean> {
    const holder = await contactIdOf(this.source.manager, address.key);
    if (holder !== null && holder !== ownId) return false;
    return (await standingSuppression(this.source.manager, address.key)) === null;
  }

  private async mayMail(key: string): Promise<boolean> {
    return takeAttempt(this.source.manager, `personal-link:${key}`, PER_CONTACT);
  }

  private async send(
    contact: Contact,
    to: string,
    purpose: 'address' | PersonalDataAction,
    url: string,
    values: Record<string, string>,
  ): Promise<void> {
    const language = pageLanguage(...contact.languages, this.env.NEWSROOM_LANGUAGE);
    const t = wordsIn(language);
    const words = { organisation: this.env.ORGANISATION, ...values };
    const letter = {
      subject: t(`mail.${purpose}.subject`, words),
      paragraphs: [t(`mail.${purpose}.text`, words)],
      button: { label: t(`mail.${purpose}.button`), url },
      reason: t('mail.ignore'),
    };
    await this.mail.send({ to, contactId: contact.id }, language, 'notice', letter, `journalist-${purpose}`);
  }
}
