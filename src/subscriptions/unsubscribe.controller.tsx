import { Controller, Get, HttpCode, Inject, Ip, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { CrossSite, Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Contact } from '../contacts/contact.entity.js';
import { currentContactId } from '../contacts/contacts.service.js';
import { maskEmail } from '../contacts/email-address.js';
import { Pages } from '../http/pages.js';
import { Button } from '../web/components/button.js';
import { badLinkPage, journalistPage, markedPage, type Reading, readingIn } from './journalist-page.js';
import { pageLanguage } from './journalist-words.js';
import { Reader } from './reading.js';
import { openUnsubscribe, preferencesUrl, type Recipient, SIGNING_KEYS } from './signed-links.js';
import { SubscriptionsService } from './subscriptions.service.js';

/**
 * The List-Unsubscribe link (RFC 2369, RFC 8058). A POST without cookies, from whatever site or mail program, is done
 * before it is answered; it stops all list mail of this newsroom, as the button in a mail program promises. Looking
 * changes nothing. Topics, digest and pause are the finer choices of the preferences page.
 */
@Controller('u')
@Pages()
@Public()
@CrossSite()
export class UnsubscribeController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly source: DataSource,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get(':token')
  async show(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const recipient = openUnsubscribe(this.keys, token);
    if (!recipient) return badLink(reply, reader);
    const contact = await this.contactOf(recipient);
    return contact ? this.askPage(contact) : donePage(reader, null);
  }

  @Post(':token')
  @HttpCode(200)
  async unsubscribe(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const recipient = openUnsubscribe(this.keys, token);
    if (!recipient) return badLink(reply, reader);
    const contact = await this.contactOf(recipient);
    if (!contact) return donePage(reader, null);
    const context = { source: 'one-click', address };
    await this.subscriptions.leaveAll(
      { kind: 'contact', id: contact.id },
      contact.id,
      context,
      recipient.deliveryId,
    );
    return donePage(this.readingOf(contact), contact);
  }

  /** Null: erased since. A merged contact's link leads to the one it became. */
  private async contactOf({ contactId }: Recipient): Promise<Contact | null> {
    const id = await currentContactId(this.source.manager, contactId);
    return id === null ? null : this.source.manager.findOneBy(Contact, { id });
  }

  private readingOf(contact: Contact): Reading {
    return readingIn(pageLanguage(...contact.languages, this.env.NEWSROOM_LANGUAGE), this.env);
  }

  private askPage(contact: Contact): string {
    const reading = this.readingOf(contact);
    const { t } = reading;
    const address = maskEmail(contact.email);
    const children = (
      <form method="post">
        <p class="lead">{t('unsubscribe.text', { address, organisation: this.env.ORGANISATION })}</p>
        <p>{t('unsubscribe.forwarded')}</p>
        <Button look="danger">{t('unsubscribe.button')}</Button>
        <p>
          <a href={preferencesUrl(this.env, this.keys, contact.id)}>{t('unsubscribe.choose')}</a>
        </p>
      </form>
    );
    return journalistPage({ reading, title: t('unsubscribe.title'), children });
  }
}

function donePage(reading: Reading, contact: Contact | null): string {
  const { t, env } = reading;
  const address = contact ? maskEmail(contact.email) : '•••';
  return markedPage(
    reading,
    'done',
    t('unsubscribe.doneTitle'),
    t('unsubscribe.doneText', { address, organisation: env.ORGANISATION }),
    <a href="/subscribe">{t('unsubscribe.back')}</a>,
  );
}

function badLink(reply: FastifyReply, reading: Reading): string {
  reply.status(404);
  return badLinkPage(reading);
}
