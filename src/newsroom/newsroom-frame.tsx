import type { ComponentChildren, VNode } from 'preact';
import type { Env } from '../config/env.js';
import { NewsroomPage } from '../web/page.js';

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

const LINKS = [
  { label: 'Newsroom', href: '/' },
  { label: 'Topics', href: '/topics' },
  { label: 'Subscribe', href: '/subscribe' },
  { label: 'Feeds', href: '/feeds' },
];

/** Every public page: name, links, feeds to discover, how to check what one has received. */
export function NewsroomFrame({ env, place, head, children, ...rest }: FrameProps): VNode {
  return (
    <NewsroomPage
      {...rest}
      organisation={env.ORGANISATION}
      links={LINKS.map((link) => ({ ...link, current: link.href === place }))}
      head={
        <>
          <link
            rel="alternate"
            type="application/rss+xml"
            title={`${env.ORGANISATION} (RSS)`}
            href="/feed.xml"
          />
          <link
            rel="alternate"
            type="application/atom+xml"
            title={`${env.ORGANISATION} (Atom)`}
            href="/feed.atom"
          />
          <link
            rel="alternate"
            type="application/feed+json"
            title={`${env.ORGANISATION} (JSON)`}
            href="/feed.json"
          />
          {head}
        </>
      }
      footer={
        <>
          {env.ORGANISATION} · <a href={`mailto:${env.PRESS_ADDRESS}`}>{env.PRESS_ADDRESS}</a> ·{' '}
          <a href="/verify">Is a release genuine?</a>
        </>
      }
    >
      {children}
    </NewsroomPage>
  );
}
