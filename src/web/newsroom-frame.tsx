import type { ComponentChildren, VNode } from 'preact';
import type { Env } from '../config/env.js';
import { NewsroomPage } from './page.js';
import { FeedLinks } from './feed-links.js';
import { newsroomWords } from './newsroom-words.js';

type FrameProps = {
  env: Env;
  title: string;
  description: string;
  language?: string;
  direction?: 'ltr' | 'rtl';
  /** Which of the links is this page. */
  place?: string;
  head?: ComponentChildren;
  children: ComponentChildren;
};

/** Every public page: name, links, feeds to discover, how to check what one has received. */
export function NewsroomFrame({ env, place, head, children, ...rest }: FrameProps): VNode {
  const words = newsroomWords(rest.language ?? 'en');
  const links = [
    { label: words.newsroom, href: '/' },
    { label: words.topics, href: '/topics' },
    { label: words.subscribe, href: '/subscribe' },
    { label: words.feeds, href: '/feeds' },
  ];
  return (
    <NewsroomPage
      {...rest}
      organisation={env.ORGANISATION}
      links={links.map((link) => ({ ...link, current: link.href === place }))}
      words={words}
      head={
        <>
          <FeedLinks base="" title={env.ORGANISATION} />
          {head}
        </>
      }
      footer={
        <>
          <bdi>{env.ORGANISATION}</bdi> · <a href={`mailto:${env.PRESS_ADDRESS}`}>{env.PRESS_ADDRESS}</a> ·{' '}
          <a href="/verify">{words.genuine}</a>
        </>
      }
    >
      {children}
    </NewsroomPage>
  );
}
