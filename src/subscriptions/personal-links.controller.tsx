import { Controller, Get, HttpCode, Inject, Ip, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Contact } from '../contacts/contact.entity.js';
import { maskEmail } from '../contacts/email-address.js';
import { Pages } from '../http/pages.js';
import { Button } from '../web/components/button.js';
import { ContactErasingService } from './contact-erasing.service.js';
import {
  badLinkPage,
  journalistPage,
  markedPage,
  messagePage,
  type Reading,
  readingIn,
} from './journalist-page.js';
import { pageLanguage } from './journalist-words.js';
import { personalData } from './personal-data.js';
import { PersonalLinksService } from './personal-links.service.js';
import { PreferencesService } from './preferences.service.js';
import { Reader } from './reading.js';
import { openAddressChange, openPersonalData, SIGNING_KEYS } from './signed-links.js';

/** What fresh links from the mailbox itself lead to. Looking changes nothing; the button does. */
@Controller()
@Pages()
@Public()
export class PersonalLinksController {
  constructor(
    private readonly links: PersonalLinksService,
    private readonly preferences: PreferencesService,
    private readonly erasing: ContactErasingService,
    private readonly source: DataSource,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('address/:token')
  async showChange(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const opened = openAddressChange(this.keys, token);
    const found = opened && (await this.links.findChange(opened.changeId));
    if (!found || found.change.doneAt) return badLink(reply, reader);
    const reading = this.readingOf(found.contact);
    const { t } = reading;
    const names = { old: maskEmail(found.contact.email), new: maskEmail(found.change.email) };
    return askPage(reading, t('address.title'), t('address.text', names), t('address.button'), 'primary');
  }

  @Post('address/:token')
  @HttpCode(200)
  async confirmChange(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const opened = openAddressChange(this.keys, token);
    const found = opened && (await this.links.findChange(opened.changeId));
    if (!found) return badLink(reply, reader);
    const result = await this.links.confirmChange(opened.changeId, opened.side, address);
    if (result === 'gone') return badLink(reply, reader);
    if (result === 'taken') reply.status(409);
    const reading = this.readingOf(found.contact);
    const values = { new: maskEmail(found.change.email), press: this.env.PRESS_ADDRESS };
    const text = reading.t(`address.${result}`, values);
    if (result === 'taken') return messagePage(reading, reading.t('address.title'), text);
    return markedPage(reading, 'done', reading.t('address.title'), text);
  }

  @Get('my-data/:token')
  async showData(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const opened = await this.openData(token);
    if (!opened) return badLink(reply, reader);
    const { contact, action } = opened;
    const reading = this.readingOf(contact);
    const { t } = reading;
    const text = t(`data.${action}Text`, { address: maskEmail(contact.email) });
    return askPage(
      reading,
      t(`data.${action}Title`),
      text,
      t(`data.${action}Button`),
      action === 'erase' ? 'danger' : 'primary',
    );
  }

  @Post('my-data/:token')
  @HttpCode(200)
  async useData(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const opened = await this.openData(token);
    if (!opened) return badLink(reply, reader);
    const { contact, action } = opened;
    if (action === 'erase') return this.erase(contact);
    const data = await personalData(this.source.manager, contact.id);
    void reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="my-data.json"');
    return JSON.stringify(data, null, 2);
  }

  private async erase(contact: Contact): Promise<string> {
    const reading = this.readingOf(contact);
    await this.erasing.erase({ kind: 'contact', id: contact.id }, contact.id, 'journalist');
    return markedPage(reading, 'done', reading.t('data.erasedTitle'), reading.t('data.erasedText'));
  }

  private async openData(token: string) {
    const opened = openPersonalData(this.keys, token, new Date());
    const contact = opened && (await this.preferences.contact(opened.contactId));
    return opened && contact ? { contact, action: opened.action } : null;
  }

  private readingOf(contact: Contact): Reading {
    return readingIn(pageLanguage(...contact.languages, this.env.NEWSROOM_LANGUAGE), this.env);
  }
}

function askPage(
  reading: Reading,
  title: string,
  text: string,
  button: string,
  look: 'primary' | 'danger',
): string {
  const children = (
    <form method="post">
      <p class="lead">{text}</p>
      <Button look={look}>{button}</Button>
    </form>
  );
  return journalistPage({ reading, title, children });
}

function badLink(reply: FastifyReply, reading: Reading): string {
  reply.status(404);
  return badLinkPage(reading);
}
