import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { Topic } from '../subscriptions/topic.entity.js';
import { NewsroomFrame } from './newsroom-frame.js';

type DirectoryProps = { env: Env; topics: Topic[] };

/** All topics, each with its page, its feed and how to subscribe. */
export function TopicsPage({ env, topics }: DirectoryProps): VNode {
  return (
    <NewsroomFrame
      env={env}
      title={`Topics · ${env.ORGANISATION}`}
      description="What we write about."
      place="/topics"
    >
      <h1>Topics</h1>
      <ul class="release-list">
        {topics.map(({ slug, name, description }) => (
          <li>
            <h2>
              <a href={`/topics/${slug}`}>{name}</a>
            </h2>
            {description && <p>{description}</p>}
            <p class="kicker">
              <a href={`/subscribe?topic=${slug}`}>Subscribe</a> ·{' '}
              <a href={`/topics/${slug}/feed.xml`}>RSS</a>
            </p>
          </li>
        ))}
      </ul>
    </NewsroomFrame>
  );
}

const FORMATS = [
  ['RSS', 'feed.xml'],
  ['Atom', 'feed.atom'],
  ['JSON', 'feed.json'],
] as const;

/** Feeds for readers and newsroom systems. */
export function FeedsPage({ env, topics }: DirectoryProps): VNode {
  const feeds = [
    { name: 'All releases', base: '' },
    ...topics.map(({ name, slug }) => ({ name, base: `/topics/${slug}` })),
  ];
  return (
    <NewsroomFrame
      env={env}
      title={`Feeds · ${env.ORGANISATION}`}
      description="Releases as feeds."
      place="/feeds"
    >
      <h1>Feeds</h1>
      <p class="lead">
        For feed readers and newsroom systems. A release appears in its feed at the moment its embargo lifts.
      </p>
      <dl class="facts">
        {feeds.map(({ name, base }) => (
          <div>
            <dt>{name}</dt>
            <dd>
              {FORMATS.map(([format, file], i) => (
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
