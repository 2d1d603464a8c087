import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { everybody, type Sight, sight, versionSeen, visibleVersion } from '../releases/visibility.js';
import { page } from '../web/page.js';
import { eventCalendar, eventOf } from './event-calendar.js';
import { KeptPages } from './kept-pages.js';
import { answerPublic, HTML } from './public-answer.js';
import { relatedReleases, translationsOf } from './published-releases.js';
import { releasePath } from './release-address.js';
import { releaseNinjs } from './release-ninjs.js';
import { ReleasePage } from './release-page.js';
import { picturesOf } from './release-pictures.js';
import { namedTopics } from './named-topics.js';
import { WithdrawalPage } from './withdrawal-page.js';

interface Seen {
  sight: Sight;
  version: ReleaseVersion;
}

/** One release for everybody, in each of its forms. Before the lift all of them answer as if there were nothing. */
@Controller('r/:publicId')
export class ReleasePageController {
  constructor(
    private readonly source: DataSource,
    private readonly pages: KeptPages,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('event.ics')
  @Public()
  async calendar(
    @Param('publicId') publicId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { sight, version } = await this.see(publicId);
    const advisory = await eventOf(this.source.manager, version);
    const calendar = eventCalendar(this.env, sight, version, advisory);
    if (calendar === null) throw notFound('page');
    reply.header('content-disposition', 'attachment; filename="event.ics"');
    answerPublic(request, reply, 'text/calendar; charset=utf-8', calendar);
  }

  @Get('ninjs.json')
  @Public()
  async ninjs(
    @Param('publicId') publicId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { sight, version } = await this.see(publicId);
    const topics = await namedTopics(this.source.manager, sight.versionId);
    const body = JSON.stringify(releaseNinjs(this.env, sight, version, topics));
    answerPublic(request, reply, 'application/json; charset=utf-8', body);
  }

  @Get()
  @Public()
  async short(
    @Param('publicId') publicId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show(publicId, '', request, reply);
  }

  @Get(':slug')
  @Public()
  async long(
    @Param('publicId') publicId: string,
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show(publicId, slug, request, reply);
  }

  private async show(
    publicId: string,
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const seen = await sight(this.source.manager, publicId, everybody);
    if (!seen) throw notFound('page');
    if (seen.kind === 'hold' || seen.kind === 'kill') return this.showWithdrawal(seen, request, reply);
    const address = releasePath(seen);
    if (address !== releasePath({ publicId, headline: slug })) {
      return void reply.header('cache-control', 'no-cache').redirect(address, 302);
    }
    const key = `release/${seen.versionId}/${seen.contentHash}`;
    const made = await this.pages.pageOf(key, seen.edition, () => this.pageOf(seen));
    answerPublic(request, reply, HTML, made);
  }

  /** 410 after a kill, so that search engines drop the page; a hold may end. */
  private async showWithdrawal(seen: Sight, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const version = await this.versionOf(seen);
    const body = page(<WithdrawalPage env={this.env} sight={seen} version={version} />);
    reply.header('x-robots-tag', 'noindex');
    if (seen.kind === 'kill') reply.code(410).header('cache-control', 'no-cache').type(HTML).send(body);
    else answerPublic(request, reply, HTML, body);
  }

  private async pageOf(seen: Sight): Promise<string> {
    const { manager } = this.source;
    const version = await this.versionOf(seen);
    const [pictures, topics, related, translations] = await Promise.all([
      picturesOf(manager, version),
      namedTopics(manager, seen.versionId),
      relatedReleases(manager, seen.versionId),
      translationsOf(manager, seen.releaseId),
    ]);
    const shown = { sight: seen, version, pictures, topics, related, translations };
    return page(<ReleasePage env={this.env} {...shown} />);
  }

  private async versionOf(seen: Sight): Promise<ReleaseVersion> {
    const version = await versionSeen(this.source.manager, seen);
    if (!version) throw notFound('page');
    return version;
  }

  private async see(publicId: string): Promise<Seen> {
    const seen = await visibleVersion(this.source.manager, publicId, everybody);
    if (!seen) throw notFound('page');
    return seen;
  }
}
