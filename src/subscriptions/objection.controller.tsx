import { Controller, Get, HttpCode, Inject, Ip, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CrossSite, Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Contact } from '../contacts/contact.entity.js';
import { maskEmail } from '../contacts/email-address.js';
import { Pages } from '../http/pages.js';
import { Button } from '../web/components/button.js';
import { badLinkPage, journalistPage, markedPage, type Reading, readingIn } from './journalist-page.js';
import { pageLanguage } from './journalist-words.js';
import { PreferencesService } from './preferences.service.js';
import { Reader } from './reading.js';
import { openObjection, preferencesUrl, SIGNING_KEYS } from './signed-links.js';
import { SubscriptionsService } from './subscriptions.service.js';

/**
 * The link of the notice of GDPR Art. 14: whoever was put on the list by others objects with one click, or with the
 * button of their mail program (RFC 8058). Looking changes nothing.
 */
@Controller('objection')
@Pages()
@Public()
@CrossSite()
export class ObjectionController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly preferences: PreferencesService,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get(':token')
  async ask(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = openObjection(this.keys, token);
    if (id === null) return badLink(reply, reader);
    const contact = await this.preferences.contact(id);
    if (!contact) return this.donePage(reader, null);
    const reading = this.readingOf(contact);
    const { t } = reading;
    const values = { address: maskEmail(contact.email), organisation: this.env.ORGANISATION };
    const children = (
      <form method="post">
        <p class="lead">{t('object.text', values)}</p>
        <p>{t('unsubscribe.forwarded')}</p>
        <Button look="danger">{t('object.button')}</Button>
      </form>
    );
    return journalistPage({ reading, title: t('object.title'), children });
  }

  @Post(':token')
  @HttpCode(200)
  async object(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = openObjection(this.keys, token);
    if (id === null) return badLink(reply, reader);
    const contact = await this.preferences.contact(id);
    if (!contact) return this.donePage(reader, null);
    const reading = this.readingOf(contact);
    const textShown = reading.t('mail.notice.objectText');
    await this.subscriptions.object(contact.id, { source: 'notice', address, textShown });
    return this.donePage(reading, contact);
  }

  private donePage(reading: Reading, contact: Contact | null): string {
    const { t, env } = reading;
    const address = contact ? maskEmail(contact.email) : '•••';
    const text = t('object.doneText', { address, organisation: env.ORGANISATION });
    const data = contact && <a href={preferencesUrl(this.env, this.keys, contact.id)}>{t('object.data')}</a>;
    return markedPage(reading, 'done', t('object.doneTitle'), text, data);
  }

  private readingOf(contact: Contact): Reading {
    return readingIn(pageLanguage(...contact.languages, this.env.NEWSROOM_LANGUAGE), this.env);
  }
}

function badLink(reply: FastifyReply, reading: Reading): string {
  reply.status(404);
  return badLinkPage(reading);
}
