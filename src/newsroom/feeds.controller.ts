import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource, In } from 'typeorm';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { databaseNow } from '../releases/database-now.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { TopicsService } from '../subscriptions/topics.service.js';
import { KeptPages } from './kept-pages.js';
import { answerPublic } from './public-answer.js';
import { type PublishedFilter, publishedReleases, withdrawnReleases } from './published-releases.js';
import { type FeedFormat, feedMediaTypes, type FeedGiven, releaseFeed } from './release-feed.js';
import { NEWS_DAYS, sitemap } from './sitemap.js';

const IN_A_FEED = 50;
/** A reader that asks once a month still learns of a kill. */
const WITHDRAWAL_DAYS = 31;
/** The most that a sitemap may hold (sitemaps.org). */
const IN_SITEMAP = 49_000;
const FORMATS: Record<string, FeedFormat> = { 'feed.xml': 'rss', 'feed.atom': 'atom', 'feed.json': 'json' };

/** Feeds over all and per topic, and what search engines read. */
@Controller()
export class FeedsController {
  constructor(
    private readonly source: DataSource,
    private readonly topics: TopicsService,
    private readonly pages: KeptPages,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get(['feed.xml', 'feed.atom', 'feed.json'])
  @Public()
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { ORGANISATION: title } = this.env;
    const about = { path: '/', title, description: `Releases of ${title}` };
    await this.answer(request, reply, about, {});
  }

  @Get(['topics/:slug/feed.xml', 'topics/:slug/feed.atom', 'topics/:slug/feed.json'])
  @Public()
  async ofTopic(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const topic = (await this.topics.listPublic()).find((each) => each.slug === slug);
    if (!topic) throw notFound('page');
    const title = `${this.env.ORGANISATION}: ${topic.name}`;
    const about = { path: `/topics/${slug}`, title, description: topic.description || title };
    await this.answer(request, reply, about, { topic: slug });
  }

  @Get('sitemap.xml')
  @Public()
  async sitemap(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { manager } = this.source;
    const releases = await publishedReleases(manager, this.env.NEWSROOM_ZONE, { limit: IN_SITEMAP });
    const since = new Date((await databaseNow(manager)).getTime() - NEWS_DAYS * 86_400_000);
    const body = sitemap(this.env, releases, await this.topics.listPublic(), since);
    answerPublic(request, reply, 'application/xml; charset=utf-8', body);
  }

  @Get('robots.txt')
  @Public()
  robots(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const closed = ['/desk/', '/api/', '/e/', '/p/', '/u/'].map((path) => `Disallow: ${path}`);
    const lines = ['User-agent: *', ...closed, '', `Sitemap: ${this.env.PUBLIC_URL}/sitemap.xml`, ''];
    answerPublic(request, reply, 'text/plain; charset=utf-8', lines.join('\n'));
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    about: Pick<FeedGiven, 'path' | 'title' | 'description'>,
    filter: Pick<PublishedFilter, 'topic'>,
  ): Promise<void> {
    const format = FORMATS[request.url.split('?')[0]?.split('/').at(-1) ?? ''] ?? 'rss';
    const body = await this.pages.page(`${about.path}/${format}`, () => this.make(about, filter, format));
    answerPublic(request, reply, feedMediaTypes[format], body);
  }

  private async make(
    about: Pick<FeedGiven, 'path' | 'title' | 'description'>,
    filter: Pick<PublishedFilter, 'topic'>,
    format: FeedFormat,
  ): Promise<string> {
    const { manager } = this.source;
    const zone = this.env.NEWSROOM_ZONE;
    const releases = await publishedReleases(manager, zone, { ...filter, limit: IN_A_FEED });
    const versions = await manager.findBy(ReleaseVersion, {
      id: In(releases.map(({ versionId }) => versionId)),
    });
    const withdrawn = await withdrawnReleases(manager, filter.topic, WITHDRAWAL_DAYS);
    return releaseFeed({ env: this.env, ...about, releases, versions, withdrawn }, format);
  }
}
