import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { directionOf } from '../rendering/words.js';
import type { Topic } from '../subscriptions/topic.entity.js';
import { FEED_FORMATS } from '../web/feed-links.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { newsroomWords } from '../web/newsroom-words.js';

type DirectoryProps = { env: Env; topics: Topic[] };

/** All topics, each with its page, its feed and how to subscribe. */
export function TopicsPage({ env, topics }: DirectoryProps): VNode {
  const language = env.NEWSROOM_LANGUAGE;
  const words = newsroomWords(language);
  return (
    <NewsroomFrame
      env={env}
      title={`${words.topics} · ${env.ORGANISATION}`}
      description={words.topicsLead}
      language={language}
      direction={directionOf(language)}
      place="/topics"
    >
      <header class="page-intro">
        <h1>{words.topics}</h1>
        <p class="lead">{words.topicsLead}</p>
      </header>
      <ul class="release-list">
        {topics.map(({ slug, name, description }) => (
          <li>
            <h2>
              <a href={`/topics/${slug}`}>{name}</a>
            </h2>
            {description && <p>{description}</p>}
            <p class="kicker">
              <a href={`/subscribe?topic=${slug}`}>{words.subscribe}</a> ·{' '}
              <a href={`/topics/${slug}/feed.xml`}>RSS</a>
            </p>
          </li>
        ))}
      </ul>
    </NewsroomFrame>
  );
}

/** Feeds for readers and newsroom systems. */
export function FeedsPage({ env, topics }: DirectoryProps): VNode {
  const language = env.NEWSROOM_LANGUAGE;
  const words = newsroomWords(language);
  const feeds = [
    { name: words.allReleases, base: '' },
    ...topics.map(({ name, slug }) => ({ name, base: `/topics/${slug}` })),
  ];
  return (
    <NewsroomFrame
      env={env}
      title={`${words.feeds} · ${env.ORGANISATION}`}
      description={words.feedsLead}
      language={language}
      direction={directionOf(language)}
      place="/feeds"
    >
      <header class="page-intro">
        <h1>{words.feeds}</h1>
        <p class="lead">{words.feedsLead}</p>
      </header>
      <dl class="facts feeds">
        {feeds.map(({ name, base }) => (
          <div>
            <dt>{name}</dt>
            <dd>
              {FEED_FORMATS.map(({ name: format, file }, i) => (
                <>
                  {i > 0 && ' · '}
                  <a href={`${base}/${file}`}>{format}</a>
                </>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </NewsroomFrame>
  );
}
