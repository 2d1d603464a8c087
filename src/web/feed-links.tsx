import type { VNode } from 'preact';

export const FEED_FORMATS = [
  { name: 'RSS', file: 'feed.xml', mediaType: 'application/rss+xml' },
  { name: 'Atom', file: 'feed.atom', mediaType: 'application/atom+xml' },
  { name: 'JSON Feed', file: 'feed.json', mediaType: 'application/feed+json' },
] as const;

/** Lets feed readers find the feeds of a page. `base`: "" for all releases, "/topics/SLUG" for one topic. */
export function FeedLinks({ base, title }: { base: string; title: string }): VNode {
  return (
    <>
      {FEED_FORMATS.map(({ name, file, mediaType }) => (
        <link rel="alternate" type={mediaType} title={`${title} (${name})`} href={`${base}/${file}`} />
      ))}
    </>
  );
}
