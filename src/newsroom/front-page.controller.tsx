import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Public } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { notFound } from '../errors/domain-error.js';
import { releaseTypes } from '../releases/release-content.js';
import type { Topic } from '../subscriptions/topic.entity.js';
import { TopicsService } from '../subscriptions/topics.service.js';
import { page } from '../web/page.js';
import { FeedsPage, TopicsPage } from './directory-pages.js';
import { FrontPage, type FrontPageFilter } from './front-page.js';
import { KeptPages } from './kept-pages.js';
import { answerPublic, HTML } from './public-answer.js';
import type { PublicBody } from './public-body.js';
import { publishedReleases } from './published-releases.js';

const PER_PAGE = 20;

const day = z.union([z.literal(''), z.iso.date()]).catch('');

// What does not fit is ignored: an old link shows the whole list and not an error.
const filterFields = z.object({
  topic: z.string().max(100).catch(''),
  type: z.enum(['', ...releaseTypes]).catch(''),
  from: day,
  to: day,
  q: z.string().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(500).catch(1),
});

/** The newsroom's lists. Who may see what is decided by the visibility rule alone. */
@Controller()
export class FrontPageController {
  constructor(
    private readonly source: DataSource,
    private readonly topics: TopicsService,
    private readonly pages: KeptPages,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Public()
  async front(
    @Query({ schema: filterFields }) filter: FrontPageFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    answerPublic(request, reply, HTML, await this.list(filter));
  }

  @Get('topics')
  @Public()
  async allTopics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const topics = await this.topics.listPublic();
    answerPublic(request, reply, HTML, page(<TopicsPage env={this.env} topics={topics} />));
  }

  @Get('feeds')
  @Public()
  async feeds(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const topics = await this.topics.listPublic();
    answerPublic(request, reply, HTML, page(<FeedsPage env={this.env} topics={topics} />));
  }

  @Get('topics/:slug')
  @Public()
  async topic(
    @Param('slug') slug: string,
    @Query({ schema: filterFields }) filter: FrontPageFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const topic = (await this.topics.listPublic()).find((each) => each.slug === slug);
    if (!topic) throw notFound('page');
    answerPublic(request, reply, HTML, await this.list({ ...filter, topic: slug }, topic));
  }

  private list(filter: FrontPageFilter, topic?: Topic): Promise<PublicBody> {
    const key = JSON.stringify(['list', topic?.slug, filter]);
    return this.pages.page(key, () => this.makeList(filter, topic));
  }

  private async makeList(filter: FrontPageFilter, topic?: Topic): Promise<string> {
    const { NEWSROOM_ZONE: zone } = this.env;
    const { manager } = this.source;
    const [found, topics] = await Promise.all([
      publishedReleases(manager, zone, {
        topic: filter.topic || undefined,
        type: filter.type || undefined,
        from: filter.from || undefined,
        to: filter.to || undefined,
        search: filter.q,
        limit: PER_PAGE + 1,
        offset: (filter.page - 1) * PER_PAGE,
      }),
      this.topics.listPublic(),
    ]);
    const shown = { releases: found.slice(0, PER_PAGE), hasMore: found.length > PER_PAGE, topics };
    return page(<FrontPage env={this.env} filter={filter} topic={topic} {...shown} />);
  }
}
