import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { type ReleaseType, releaseTypes } from '../releases/release-content.js';
import { wordsIn } from '../rendering/words.js';
import { Button } from '../web/components/button.js';
import { EmptyState } from '../web/components/empty-state.js';
import { Time } from '../web/components/time.js';
import { NewsroomFrame } from './newsroom-frame.js';
import type { PublishedRelease } from './published-releases.js';
import { imagePath, releasePath } from './release-address.js';

export interface FrontPageFilter {
  topic: string;
  type: ReleaseType | '';
  year: string;
  q: string;
  page: number;
}

interface TopicChoice {
  slug: string;
  name: string;
  description: string;
}

type FrontPageProps = {
  env: Env;
  filter: FrontPageFilter;
  releases: PublishedRelease[];
  hasMore: boolean;
  topics: TopicChoice[];
  years: number[];
  /** The page of one topic. */
  topic?: TopicChoice;
};

/** The list of releases: everything, one topic, or what a search found. */
export function FrontPage(props: FrontPageProps): VNode {
  const { env, topic } = props;
  const title = topic?.name ?? 'Newsroom';
  const lead = topic ? topic.description : `Releases, statements and advisories of ${env.ORGANISATION}.`;
  return (
    <NewsroomFrame
      env={env}
      title={topic ? `${topic.name} · ${env.ORGANISATION}` : `${env.ORGANISATION} newsroom`}
      description={lead || title}
      place={topic ? '/topics' : '/'}
      head={topic && <TopicFeeds topic={topic} />}
    >
      <div class="newsroom-front">
        <header>
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
          {topic && (
            <p>
              <a href={`/subscribe?topic=${topic.slug}`}>Get these releases by e-mail</a> ·{' '}
              <a href={`/topics/${topic.slug}/feed.xml`}>RSS</a>
            </p>
          )}
        </header>
        <Filters {...props} />
        <ReleaseList env={env} releases={props.releases} filter={props.filter} />
        <Pages filter={props.filter} hasMore={props.hasMore} topic={topic} />
      </div>
    </NewsroomFrame>
  );
}

function TopicFeeds({ topic }: { topic: TopicChoice }): VNode {
  return (
    <link
      rel="alternate"
      type="application/rss+xml"
      title={topic.name}
      href={`/topics/${topic.slug}/feed.xml`}
    />
  );
}

function Filters({ filter, topics, years, topic }: FrontPageProps): VNode {
  const words = wordsIn('en').types;
  return (
    <form method="get" action={topic ? `/topics/${topic.slug}` : '/'} class="newsroom-filters" role="search">
      <label>
        <span>Search</span>
        <input class="input" type="search" name="q" value={filter.q} maxLength={200} />
      </label>
      {!topic && (
        <Choice name="topic" label="Topic" value={filter.topic} all="All topics">
          {topics.map(({ slug, name }) => [slug, name])}
        </Choice>
      )}
      <Choice name="type" label="Type" value={filter.type} all="All types">
        {releaseTypes.map((type) => [type, words[type]])}
      </Choice>
      <Choice name="year" label="Year" value={filter.year} all="All years">
        {years.map((year) => [String(year), String(year)])}
      </Choice>
      <Button>Show</Button>
    </form>
  );
}

type ChoiceProps = { name: string; label: string; value: string; all: string; children: [string, string][] };

function Choice({ name, label, value, all, children }: ChoiceProps): VNode {
  return (
    <label>
      <span>{label}</span>
      <select class="input" name={name}>
        <option value="">{all}</option>
        {children.map(([choice, word]) => (
          <option value={choice} selected={choice === value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function ReleaseList({
  env,
  releases,
  filter,
}: {
  env: Env;
  releases: PublishedRelease[];
  filter: FrontPageFilter;
}) {
  if (releases.length === 0) {
    const isFiltered = filter.q !== '' || filter.type !== '' || filter.topic !== '' || filter.year !== '';
    return (
      <EmptyState icon="newspaper" title={isFiltered ? 'Nothing fits' : 'Nothing has been published yet'}>
        {isFiltered
          ? 'Try fewer words, or another topic or year.'
          : 'Subscribe, and the first release will find you.'}
      </EmptyState>
    );
  }
  return (
    <ul class="release-list">
      {releases.map((release) => (
        <ReleaseItem env={env} release={release} />
      ))}
    </ul>
  );
}

/** One release in a list. The picture has its size, so that nothing jumps. */
export function ReleaseItem({ env, release }: { env: Env; release: PublishedRelease }): VNode {
  const { language, image, type, kind, headline, subhead, opening } = release;
  const words = wordsIn(language);
  return (
    <li lang={language === 'en' ? undefined : language}>
      {image && (
        <img
          src={imagePath(image.imageId, 'w640.webp')}
          width={image.width}
          height={image.height}
          alt=""
          loading="lazy"
          decoding="async"
        />
      )}
      <p class="kicker">
        {words.types[type]} · <Time at={release.firstOpenedAt} zone={env.NEWSROOM_ZONE} look="date" />
        {kind !== 'original' && ` · ${kind === 'update' ? 'Updated' : 'Corrected'}`}
      </p>
      <h2>
        <a href={releasePath(release)}>{headline}</a>
      </h2>
      <p>{subhead || shortened(opening)}</p>
    </li>
  );
}

function shortened(opening: string): string {
  if (opening.length <= 220) return opening;
  return `${opening.slice(0, 220).replace(/\s+\S*$/, '')} …`;
}

function Pages({
  filter,
  hasMore,
  topic,
}: {
  filter: FrontPageFilter;
  hasMore: boolean;
  topic?: TopicChoice;
}) {
  if (filter.page === 1 && !hasMore) return null;
  const address = (page: number) => `${topic ? `/topics/${topic.slug}` : '/'}?${queryOf(filter, page)}`;
  return (
    <nav class="pagination" aria-label="Pages">
      {filter.page > 1 && (
        <a rel="prev" href={address(filter.page - 1)}>
          Newer releases
        </a>
      )}
      {hasMore && (
        <a rel="next" href={address(filter.page + 1)}>
          Older releases
        </a>
      )}
    </nav>
  );
}

function queryOf({ topic, type, year, q }: FrontPageFilter, page: number): string {
  const given = Object.entries({ topic, type, year, q, page: page > 1 ? String(page) : '' });
  return new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
}
