import { Controller, Get, HttpCode, Inject, Ip, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/permit.js';
import type { SigningKeys } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { maskEmail } from '../contacts/email-address.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { Button, LinkButton } from '../web/components/button.js';
import { type Confirmed, ConfirmingService } from './confirming.service.js';
import { badLinkPage, journalistPage, messagePage, type Reading, readingIn } from './journalist-page.js';
import { pageLanguage } from './journalist-words.js';
import { Reader } from './reading.js';
import { openConfirm, preferencesUrl, SIGNING_KEYS } from './signed-links.js';

/** Link scanners open links: looking changes nothing, only the button does. */
@Controller('c')
@Pages()
@Public()
export class ConfirmController {
  constructor(
    private readonly confirming: ConfirmingService,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get(':token')
  async show(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = openConfirm(this.keys, token);
    const found = id === null ? null : await this.confirming.open(id);
    if (!found) return badLink(reply, reader);
    const reading = readingIn(pageLanguage(found.request.language), this.env);
    const { t } = reading;
    if (found.topics.length === 0) return messagePage(reading, t('confirm.title'), t('confirm.nothing'));
    const children = (
      <form method="post">
        <p class="lead">{t('confirm.text', { address: maskEmail(found.request.email) })}</p>
        <Names names={found.topics.map((topic) => topic.name)} />
        <Button look="primary">{t('confirm.button')}</Button>
      </form>
    );
    return journalistPage({ reading, title: t('confirm.title'), children });
  }

  @Post(':token')
  @HttpCode(200)
  async confirm(
    @Param('token') token: string,
    @Reader() reader: Reading,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = openConfirm(this.keys, token);
    const found = id === null ? null : await this.confirming.open(id);
    if (!found) return badLink(reply, reader);
    const reading = readingIn(pageLanguage(found.request.language), this.env);
    try {
      const confirmed = await this.confirming.confirm(found.request.id, address);
      return confirmed ? this.donePage(reading, confirmed) : badLink(reply, reader);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'forbidden') throw error;
      reply.status(403);
      const { t } = reading;
      return messagePage(
        reading,
        t('confirm.title'),
        t('confirm.blocked', { press: this.env.PRESS_ADDRESS }),
      );
    }
  }

  private donePage(reading: Reading, { contactId, email, active, requested }: Confirmed): string {
    const { t } = reading;
    const children = (
      <>
        {active.length > 0 && <p class="lead">{t('confirm.doneText', { address: maskEmail(email) })}</p>}
        <Names names={active} />
        {requested.length > 0 && <p>{t('confirm.requested')}</p>}
        <Names names={requested} />
        <LinkButton href={preferencesUrl(this.env, this.keys, contactId)}>
          {t('confirm.preferences')}
        </LinkButton>
      </>
    );
    return journalistPage({ reading, title: t('confirm.doneTitle'), mark: 'done', children });
  }
}

function Names({ names }: { names: string[] }) {
  return names.length === 0 ? null : (
    <ul class="topic-names">
      {names.map((name) => (
        <li>{name}</li>
      ))}
    </ul>
  );
}

function badLink(reply: FastifyReply, reading: Reading): string {
  reply.status(404);
  return badLinkPage(reading);
}
