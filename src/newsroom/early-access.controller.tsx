import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError, notFound } from '../errors/domain-error.js';
import { EarlyAccessService, type EarlyOffer } from '../releases/early-access.service.js';
import { Release } from '../releases/release.entity.js';
import { everybody, sight, visibleVersion } from '../releases/visibility.js';
import { type Reading, readingIn } from '../subscriptions/journalist-page.js';
import { page } from '../web/page.js';
import { codePage, declinedPage, EarlyReleasePage, termsPage, waitingPage } from './early-pages.js';
import {
  earlyCookie,
  earlySession,
  type EarlyReader,
  earlySessionToken,
  openEarlyReader,
} from './early-session.js';
import { recordView } from './early-views.js';
import { answerPrivately, HTML } from './public-answer.js';
import { picturesOf } from './release-pictures.js';

const codeFields = z.object({ code: z.string().trim().max(20).default('') });

/**
 * A journalist's own link: terms, one-time code, release. A link that is not ours, and one to something that offers
 * no early access, answer as if there were nothing.
 */
@Controller('e/:token')
export class EarlyAccessController {
  constructor(
    private readonly source: DataSource,
    private readonly early: EarlyAccessService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Public()
  async open(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = this.reader(token);
    const publicPath = await this.publicPath(reader);
    if (publicPath) return void reply.redirect(publicPath, 302);
    const offer = await this.offer(reader);
    if (offer.answer === 'accepted' && this.hasSession(request, reader)) {
      return this.showRelease(reader, offer, request, reply);
    }
    answerPrivately(reply, HTML, this.firstPage(token, offer));
  }

  @Post('acceptance')
  @Public()
  async accept(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.early.answer(this.reader(token), 'accepted', request.ip);
    reply.redirect(`/e/${token}`, 303);
  }

  @Post('refusal')
  @Public()
  async decline(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.early.answer(this.reader(token), 'declined', request.ip);
    reply.redirect(`/e/${token}`, 303);
  }

  @Post('code')
  @HttpCode(200)
  @Public()
  async sendCode(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const reader = this.reader(token);
    const reading = this.readingOf(await this.offer(reader));
    const path = `/e/${token}`;
    try {
      await this.early.sendCode(reader);
    } catch (refused) {
      if (!(refused instanceof DomainError) || refused.code !== 'too_many') throw refused;
      reply.code(429);
      const error = reading.t('early.codeTooMany');
      return answerPrivately(reply, HTML, codePage(reading, { path, isSent: true, error }));
    }
    answerPrivately(reply, HTML, codePage(reading, { path, isSent: true }));
  }

  @Post('session')
  @Public()
  async openSession(
    @Param('token') token: string,
    @Body({ schema: codeFields }) { code }: { code: string },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = this.reader(token);
    const reading = this.readingOf(await this.offer(reader));
    try {
      await this.early.takeCode(reader, code);
    } catch (refused) {
      if (!(refused instanceof DomainError)) throw refused;
      reply.code(422);
      const error = reading.t('early.codeWrong');
      return answerPrivately(reply, HTML, codePage(reading, { path: `/e/${token}`, isSent: true, error }));
    }
    const { name, options } = earlyCookie(this.env);
    reply.setCookie(name, earlySessionToken(this.env, reader, new Date()), options);
    reply.redirect(`/e/${token}`, 303);
  }

  private firstPage(token: string, offer: EarlyOffer): string {
    const path = `/e/${token}`;
    const reading = this.readingOf(offer);
    if (offer.answer === 'accepted') return codePage(reading, { path, isSent: false });
    if (offer.answer === 'declined') return declinedPage(reading, path);
    return termsPage(reading, path, offer.terms);
  }

  private readingOf({ language }: EarlyOffer): Reading {
    return readingIn(language, this.env);
  }

  private async showRelease(
    reader: EarlyReader,
    offer: EarlyOffer,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { manager } = this.source;
    const { publicId } = await manager.findOneByOrFail(Release, { id: reader.releaseId });
    const seen = await visibleVersion(manager, publicId, reader);
    if (!seen) return answerPrivately(reply, HTML, waitingPage(this.readingOf(offer), offer.opensAt));
    await recordView(manager, reader.contactId, seen.sight.versionId, 'release', request.ip);
    const pictures = await picturesOf(manager, seen.version);
    answerPrivately(reply, HTML, page(<EarlyReleasePage env={this.env} {...seen} pictures={pictures} />));
  }

  /** Where the release is once everybody may see it. */
  private async publicPath({ releaseId }: EarlyReader): Promise<string | null> {
    const release = await this.source.manager.findOneBy(Release, { id: releaseId });
    const seen = release && (await sight(this.source.manager, release.publicId, everybody));
    return seen ? `/r/${seen.publicId}` : null;
  }

  private hasSession(request: FastifyRequest, { contactId, releaseId }: EarlyReader): boolean {
    const session = earlySession(request, this.env, new Date());
    return session?.contactId === contactId && session.releaseId === releaseId;
  }

  private async offer(reader: EarlyReader): Promise<EarlyOffer> {
    const offer = await this.early.offer(reader);
    if (!offer) throw notFound('page');
    return offer;
  }

  private reader(token: string): EarlyReader {
    const reader = openEarlyReader(this.env, token);
    if (!reader) throw notFound('page');
    return reader;
  }
}
