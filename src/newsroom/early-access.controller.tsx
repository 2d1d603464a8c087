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
import { page } from '../web/page.js';
import { CodePage, DeclinedPage, EarlyReleasePage, TermsPage, WaitingPage } from './early-pages.js';
import {
  earlyCookie,
  earlySession,
  type EarlyReader,
  earlySessionToken,
  openEarlyReader,
} from './early-session.js';
import { recordView } from './early-views.js';
import { answerPrivately, HTML } from './public-answer.js';

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
    await this.early.sendCode(this.reader(token));
    answerPrivately(reply, HTML, page(<CodePage env={this.env} path={`/e/${token}`} isSent />));
  }

  @Post('session')
  @Public()
  async openSession(
    @Param('token') token: string,
    @Body({ schema: codeFields }) { code }: { code: string },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = this.reader(token);
    await this.offer(reader);
    try {
      await this.early.takeCode(reader, code);
    } catch (refused) {
      if (!(refused instanceof DomainError)) throw refused;
      const form = { values: {}, errors: refused.fields };
      reply.code(422);
      return answerPrivately(
        reply,
        HTML,
        page(<CodePage env={this.env} path={`/e/${token}`} isSent form={form} />),
      );
    }
    const { name, options } = earlyCookie(this.env);
    reply.setCookie(name, earlySessionToken(this.env, reader, new Date()), options);
    reply.redirect(`/e/${token}`, 303);
  }

  private firstPage(token: string, offer: EarlyOffer): string {
    const path = `/e/${token}`;
    if (offer.answer === 'accepted') return page(<CodePage env={this.env} path={path} isSent={false} />);
    if (offer.answer === 'declined') return page(<DeclinedPage env={this.env} path={path} />);
    return page(<TermsPage env={this.env} path={path} terms={offer.terms} />);
  }

  private async showRelease(
    reader: EarlyReader,
    { opensAt }: EarlyOffer,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { manager } = this.source;
    const { publicId } = await manager.findOneByOrFail(Release, { id: reader.releaseId });
    const seen = await visibleVersion(manager, publicId, reader);
    if (!seen) return answerPrivately(reply, HTML, page(<WaitingPage env={this.env} opensAt={opensAt} />));
    await recordView(manager, reader.contactId, seen.sight.versionId, 'release', request.ip);
    answerPrivately(reply, HTML, page(<EarlyReleasePage env={this.env} {...seen} />));
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
