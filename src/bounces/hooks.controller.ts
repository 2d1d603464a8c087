import { createHash } from 'node:crypto';
import { Controller, HttpCode, Inject, Post, type RawBodyRequest, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CrossSite, Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { list, object, type Provider, text } from './providers/provider-event.js';
import type { RefusedCall } from './providers/refused-call.js';
import { refuseMailgunCall, refusePostmarkCall, refuseSendgridCall } from './providers/signed-calls.js';
import { confirmationUrl, type Fetcher, readSnsMessage, refuseSnsMessage } from './providers/sns-message.js';
import { type BelievedCall, type Taken, WebhookIntake } from './webhook-intake.js';

/** Injection token of how Amazon's certificates are fetched. */
export const AMAZON = Symbol('AMAZON');

type Call = RawBodyRequest<FastifyRequest>;

const mailgunSchema = z.object({
  timestamp: z.coerce.string().max(20),
  token: z.string().min(20).max(200),
  signature: z.string().max(200),
});

/**
 * Webhooks of the mail providers; each answers 404 unless it is set up. What is not signed as the provider signs gets 403 and
 * is counted. A repeated call is answered 200, so that it is not sent again, and does nothing.
 */
@Public()
@CrossSite()
@Controller('hooks')
export class HooksController {
  constructor(
    private readonly intake: WebhookIntake,
    @Inject(ENV) private readonly env: Env,
    @Inject(AMAZON) private readonly amazon: Fetcher,
  ) {}

  @Post('ses')
  @HttpCode(200)
  async ses(@Req() call: Call): Promise<Taken> {
    const topics = requireSetting(this.env.SES_TOPIC_ARNS)
      .split(',')
      .map((topic) => topic.trim());
    const message = readSnsMessage(bodyOf(call));
    if (!message) return this.refuse('ses', 'unreadable');
    const refused = await refuseSnsMessage(message, topics, this.amazon, new Date());
    if (refused) return this.refuse('ses', refused);
    if (message.Type === 'SubscriptionConfirmation') {
      const url = confirmationUrl(message);
      if (!url) return this.refuse('ses', 'certificate of another host');
      await this.amazon(url);
    }
    const events = message.Type === 'Notification' ? [object(parse(message.Message))] : [];
    return this.intake.take('ses', { id: message.MessageId, events });
  }

  @Post('sendgrid')
  @HttpCode(200)
  async sendgrid(@Req() call: Call): Promise<Taken> {
    const key = requireSetting(this.env.SENDGRID_WEBHOOK_KEY);
    const signature = header(call, 'x-twilio-email-event-webhook-signature');
    const timestamp = header(call, 'x-twilio-email-event-webhook-timestamp');
    const refused = refuseSendgridCall(bodyOf(call), { signature, timestamp }, key, new Date());
    if (refused) return this.refuse('sendgrid', refused);
    // By what was signed: the same signature can be written in more than one way.
    const id = createHash('sha256').update(timestamp).update(bodyOf(call)).digest('hex');
    return this.intake.take('sendgrid', {
      id,
      events: list(parse(bodyOf(call).toString('utf8'))).map(object),
    });
  }

  @Post('mailgun')
  @HttpCode(200)
  async mailgun(@Req() call: Call): Promise<Taken> {
    const key = requireSetting(this.env.MAILGUN_SIGNING_KEY);
    const body = object(call.body);
    const given = mailgunSchema.safeParse(body['signature']);
    if (!given.success) return this.refuse('mailgun', 'unreadable');
    const refused = refuseMailgunCall(given.data, key, new Date());
    if (refused) return this.refuse('mailgun', refused);
    return this.intake.take('mailgun', { id: given.data.token, events: [object(body['event-data'])] });
  }

  @Post('postmark')
  @HttpCode(200)
  async postmark(@Req() call: Call): Promise<Taken> {
    const expected = requireSetting(this.env.POSTMARK_WEBHOOK_AUTH);
    const refused = refusePostmarkCall(header(call, 'authorization'), expected);
    if (refused) return this.refuse('postmark', refused);
    return this.intake.take('postmark', postmarkCall(call));
  }

  private async refuse(provider: Provider, reason: RefusedCall): Promise<never> {
    await this.intake.countRefusal(provider, reason);
    throw new DomainError('forbidden', `This call is not believed: ${reason}.`);
  }
}

function postmarkCall(call: Call): BelievedCall {
  const event = object(call.body);
  const id = text(event['ID']) || text(event['MessageID']);
  return { id: `${text(event['RecordType'])}:${id}`, events: [event] };
}

function requireSetting(setting: string | undefined): string {
  if (!setting) throw notFound('page');
  return setting;
}

function bodyOf(call: Call): Buffer {
  return call.rawBody ?? Buffer.alloc(0);
}

function header(call: Call, name: string): string {
  const value = call.headers[name];
  return typeof value === 'string' ? value : '';
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
