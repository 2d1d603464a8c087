import { Body, Controller, Get, HttpCode, Inject, Ip, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { type FormState, readForm, refusedForm } from '../web/forms.js';
import { ConfirmationMailsService } from './confirmation-mails.service.js';
import { markedPage, type Reading } from './journalist-page.js';
import { newChallenge } from './proof-of-work.js';
import { Reader } from './reading.js';
import { SIGNING_KEYS } from './signed-links.js';
import { subscribeForm } from './subscribe-input.js';
import { consentText, subscribePage } from './subscribe-page.js';
import { SubscriptionRequestsService } from './subscription-requests.service.js';
import { TopicsService } from './topics.service.js';

@Controller('subscribe')
@Pages()
@Public()
export class SubscribeController {
  constructor(
    private readonly topics: TopicsService,
    private readonly requests: SubscriptionRequestsService,
    private readonly confirmations: ConfirmationMailsService,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
  ) {}

  @Get()
  async show(@Reader() reading: Reading): Promise<string> {
    return subscribePage(reading, await this.topics.listPublic());
  }

  @Get('challenge')
  challenge(): Promise<object> {
    return newChallenge(this.keys, new Date());
  }

  /** The same answer whether the address is known, new, suppressed, or had its mail today. */
  @Post()
  @HttpCode(200)
  async subscribe(
    @Reader() reading: Reading,
    @Body() body: unknown,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const form = readForm(subscribeForm, body);
    if (!form.ok) return this.refuse(reply, reading, 422, form);
    try {
      await this.requests.request(form.data, { address, textShown: consentText(reading) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const status = error.code === 'too_many' ? 429 : 422;
      return this.refuse(reply, reading, status, refusedForm(body, { '': error.message }));
    }
    this.confirmations.sendSoon();
    return markedPage(reading, 'mail', reading.t('sent.title'), reading.t('sent.text'));
  }

  private async refuse(
    reply: FastifyReply,
    reading: Reading,
    status: number,
    form: FormState,
  ): Promise<string> {
    reply.status(status);
    return subscribePage(reading, await this.topics.listPublic(), form);
  }
}
