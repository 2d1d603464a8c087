import { Body, Controller, Get, HttpCode, Inject, Ip, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Contact } from '../contacts/contact.entity.js';
import { maskEmail } from '../contacts/email-address.js';
import { Pages } from '../http/pages.js';
import { Button } from '../web/components/button.js';
import { Checkbox } from '../web/components/choices.js';
import { TextArea, TextInput } from '../web/components/text-input.js';
import { type FormState, readForm } from '../web/forms.js';
import { badLinkPage, journalistPage, markedPage, type Reading, readingIn } from './journalist-page.js';
import { pageLanguage } from './journalist-words.js';
import { PersonalLinksService } from './personal-links.service.js';
import { preferencesPage } from './preferences-page.js';
import { PreferencesService } from './preferences.service.js';
import { Reader } from './reading.js';
import { openPreferences, type PersonalDataAction, SIGNING_KEYS } from './signed-links.js';
import { earlyAccessForm, newAddressForm, preferencesForm } from './subscribe-input.js';
import { FormErrorNotice, translated } from './subscribe-page.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** The journalist's own choices, by the link in their mails. Nothing here shows the whole address or other personal data. */
@Controller('p/:token')
@Pages()
@Public()
export class PreferencesController {
  constructor(
    private readonly preferences: PreferencesService,
    private readonly subscriptions: SubscriptionsService,
    private readonly links: PersonalLinksService,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Query('saved') saved: string | undefined,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contact = await this.contactOf(token);
    return contact ? this.page(token, contact, { saved: saved !== undefined }) : badLink(reply, reader);
  }

  @Post()
  async save(
    @Param('token') token: string,
    @Body() body: unknown,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const contact = await this.contactOf(token);
    if (!contact) return badLink(reply, reader);
    const form = readForm(preferencesForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(token, contact, { form });
    }
    await this.preferences.save(contact, form.data, { source: 'preferences', address });
    void reply.redirect(`/p/${token}?saved`, 303);
    return undefined;
  }

  @Post('leave')
  @HttpCode(200)
  async leave(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contact = await this.contactOf(token);
    if (!contact) return badLink(reply, reader);
    const { id, email } = contact;
    await this.subscriptions.leaveAll({ kind: 'contact', id }, id, { source: 'preferences', address });
    const reading = this.readingOf(contact);
    const { t } = reading;
    const values = { address: maskEmail(email), organisation: this.env.ORGANISATION };
    return markedPage(reading, 'done', t('unsubscribe.doneTitle'), t('unsubscribe.doneText', values));
  }

  @Post('address')
  @HttpCode(200)
  async changeAddress(
    @Param('token') token: string,
    @Body() body: unknown,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contact = await this.contactOf(token);
    if (!contact) return badLink(reply, reader);
    const addressForm = readForm(newAddressForm, body);
    if (!addressForm.ok) {
      reply.status(422);
      return this.page(token, contact, { addressForm });
    }
    const sent = await this.links.sendAddressLinks(contact, addressForm.data.email);
    return this.mailedPage(contact, sent ? 'mailed.both' : 'mailed.already');
  }

  @Post('download')
  @HttpCode(200)
  async download(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.sendDataLink(token, 'download', reader, reply);
  }

  @Post('erase')
  @HttpCode(200)
  async erase(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.sendDataLink(token, 'erase', reader, reply);
  }

  @Get('early-access')
  async earlyAccess(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const contact = await this.contactOf(token);
    return contact ? this.earlyPage(token, contact) : badLink(reply, reader);
  }

  @Post('early-access')
  @HttpCode(200)
  async askForEarlyAccess(
    @Param('token') token: string,
    @Body() body: unknown,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contact = await this.contactOf(token);
    if (!contact) return badLink(reply, reader);
    const form = readForm(earlyAccessForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.earlyPage(token, contact, form);
    }
    const reading = this.readingOf(contact);
    const { t } = reading;
    const context = { source: 'preferences', address, textShown: `${t('early.text')} ${t('early.terms')}` };
    await this.preferences.askForEarlyAccess(contact, form.data, context);
    return markedPage(reading, 'done', t('prefs.early'), t('early.sent'));
  }

  private async contactOf(token: string): Promise<Contact | null> {
    const recipient = openPreferences(this.keys, token);
    return recipient ? this.preferences.contact(recipient.contactId) : null;
  }

  private readingOf(contact: Contact): Reading {
    return readingIn(pageLanguage(...contact.languages, this.env.NEWSROOM_LANGUAGE), this.env);
  }

  private async page(
    token: string,
    contact: Contact,
    more: { saved?: boolean; form?: FormState; addressForm?: FormState },
  ): Promise<string> {
    const preferences = await this.preferences.of(contact);
    return preferencesPage({
      reading: this.readingOf(contact),
      preferences,
      path: `/p/${token}`,
      now: new Date(),
      ...more,
    });
  }

  private async sendDataLink(
    token: string,
    action: PersonalDataAction,
    reader: Reading,
    reply: FastifyReply,
  ): Promise<string> {
    const contact = await this.contactOf(token);
    if (!contact) return badLink(reply, reader);
    const sent = await this.links.sendDataLink(contact, action, new Date());
    return this.mailedPage(contact, sent ? 'mailed.text' : 'mailed.already');
  }

  private mailedPage(contact: Contact, key: 'mailed.text' | 'mailed.both' | 'mailed.already'): string {
    const reading = this.readingOf(contact);
    return markedPage(
      reading,
      'mail',
      reading.t('mailed.title'),
      reading.t(key, { address: maskEmail(contact.email) }),
    );
  }

  private earlyPage(token: string, contact: Contact, form?: FormState): string {
    const reading = this.readingOf(contact);
    const { t } = reading;
    const shown = form && { ...form, errors: translated(reading, form.errors) };
    const children = (
      <form method="post" action={`/p/${token}/early-access`}>
        <p>{t('early.text')}</p>
        <FormErrorNotice reading={reading} form={shown} />
        <TextInput name="outlet" label={t('field.outlet')} form={shown} maxLength={200} />
        <TextArea
          name="proof"
          label={t('early.proof')}
          hint={t('early.proofHint')}
          form={shown}
          maxLength={2000}
        />
        <Checkbox name="terms" label={t('early.terms')} form={shown} required />
        <Button look="primary">{t('early.button')}</Button>
      </form>
    );
    return journalistPage({ reading, title: t('early.title'), children });
  }
}

function badLink(reply: FastifyReply, reading: Reading): string {
  reply.status(404);
  return badLinkPage(reading);
}
