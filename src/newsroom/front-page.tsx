import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { ReleaseType } from '../releases/release-content.js';
import { directionOf, fillWords, nameWithin } from '../rendering/words.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FeedLinks } from '../web/feed-links.js';
import { Filters, isFiltered } from './front-page-filters.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { newsroomWords } from '../web/newsroom-words.js';
import type { PublishedRelease } from './published-releases.js';
import { ReleaseItem } from './release-item.js';

export interface FrontPageFilter {
  topic: string;
  type: ReleaseType | '';
  /** YYYY-MM-DD or nothing. */
  from: string;
  to: string;
  q: string;
  page: number;
}

export interface TopicChoice {
  slug: string;
  name: string;
  description: string;
}

export type FrontPageProps = {
  env: Env;
  filter: FrontPageFilter;
  releases: PublishedRelease[];
  hasMore: boolean;
  topics: TopicChoice[];
  /** The page of one topic. */
  topic?: TopicChoice;
};

/** The list of releases: everything, one topic, or what a search found. */
export function FrontPage(props: FrontPageProps): VNode {
  const { env, topic, filter } = props;
  const language = env.NEWSROOM_LANGUAGE;
  const words = newsroomWords(language);
  const title = topic?.name ?? words.newsroom;
  const lead = topic
    ? topic.description
    : fillWords(words.about, { organisation: nameWithin(language, env.ORGANISATION) });
  const base = topic ? `/topics/${topic.slug}` : '';
  return (
    <NewsroomFrame
      env={env}
      title={`${title} · ${env.ORGANISATION}`}
      description={lead || title}
      language={language}
      direction={directionOf(language)}
      place={topic ? '/topics' : '/'}
      head={
        <>
          <link rel="canonical" href={`${env.PUBLIC_URL}${base || '/'}`} />
          {isFiltered(filter, topic) && <meta name="robots" content="noindex, follow" />}
          {topic && <FeedLinks base={base} title={`${env.ORGANISATION}: ${topic.name}`} />}
        </>
      }
    >
      <div class="newsroom-front">
        <header>
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
          <p>
            <a href={topic ? `/subscribe?topic=${topic.slug}` : '/subscribe'}>{words.byMail}</a> ·{' '}
            <a href={`${base}/feed.xml`}>RSS</a>
          </p>
        </header>
        <Filters {...props} />
        <ReleaseList {...props} />
        <Pages {...props} />
      </div>
    </NewsroomFrame>
  );
}

/** The newest release leads the front page, as the story above the fold does. */
function ReleaseList({ env, releases, filter, topic }: FrontPageProps): VNode {
  const words = newsroomWords(env.NEWSROOM_LANGUAGE);
  const isSought = isFiltered(filter, topic);
  if (releases.length === 0) {
    return (
      <EmptyState
        icon="newspaper"
        title={isSought ? words.nothingFits : words.nothingYet}
        actions={isSought && <a href={topic ? `/topics/${topic.slug}` : '/'}>{words.showAll}</a>}
      >
        {isSought ? words.tryFewer : words.willFindYou}
      </EmptyState>
    );
  }
  const hasLead = !topic && !isSought && filter.page === 1;
  return (
    <ul class={hasLead ? 'release-list has-lead' : 'release-list'}>
      {releases.map((release, i) => (
        <ReleaseItem env={env} release={release} isFirst={i === 0} />
      ))}
    </ul>
  );
}

function Pages({ env, filter, hasMore, topic }: FrontPageProps) {
  if (filter.page === 1 && !hasMore) return null;
  const words = newsroomWords(env.NEWSROOM_LANGUAGE);
  const address = (page: number) => `${topic ? `/topics/${topic.slug}` : '/'}?${queryOf(filter, page)}`;
  return (
    <nav class="pagination" aria-label={words.pages}>
      {filter.page > 1 && (
        <a rel="prev" href={address(filter.page - 1)}>
          {words.newer}
        </a>
      )}
      {hasMore && (
        <a rel="next" href={address(filter.page + 1)}>
          {words.older}
        </a>
      )}
    </nav>
  );
}

function queryOf({ topic, type, from, to, q }: FrontPageFilter, page: number): string {
  const given = Object.entries({ topic, type, from, to, q, page: page > 1 ? String(page) : '' });
  return new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
}
