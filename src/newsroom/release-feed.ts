import { Feed, type Item } from 'feed';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { escapeHtml } from '../rendering/escape-html.js';
import { wordsIn } from '../rendering/words.js';
import type { PublishedRelease, WithdrawnRelease } from './published-releases.js';
import { newsroomWords } from '../web/newsroom-words.js';
import { bodyHtml } from './release-article.js';
import { imagePath, releasePath } from './release-address.js';

export type FeedFormat = 'rss' | 'atom' | 'json';

export const feedMediaTypes: Record<FeedFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

export interface FeedGiven {
  env: Env;
  /** "/" or "/topics/SLUG": the page that the feed belongs to. */
  path: string;
  title: string;
  description: string;
  releases: PublishedRelease[];
  /** The same, in full. */
  versions: ReleaseVersion[];
  /** What was held or killed of late. */
  withdrawn: WithdrawnRelease[];
}

/** RSS 2.0, Atom (RFC 4287) or JSON Feed 1. Depends on nothing but the releases, so that it is the same until they change. */
export function releaseFeed(given: FeedGiven, format: FeedFormat): string {
  const { env, path, title, description, releases, withdrawn } = given;
  const base = env.PUBLIC_URL + (path === '/' ? '' : path);
  const newest = [...releases, ...withdrawn].map(({ openedAt }) => openedAt.getTime());
  const feed = new Feed({
    id: `${env.PUBLIC_URL}${path}`,
    title,
    description,
    link: `${env.PUBLIC_URL}${path}`,
    language: env.NEWSROOM_LANGUAGE,
    generator: 'Dateline',
    updated: new Date(newest.length > 0 ? Math.max(...newest) : 0),
    copyright: env.ORGANISATION,
    author: { name: env.ORGANISATION, email: env.PRESS_ADDRESS, link: env.PUBLIC_URL },
    feedLinks: { rss: `${base}/feed.xml`, atom: `${base}/feed.atom`, json: `${base}/feed.json` },
  });
  for (const release of withdrawn) feed.addItem(withdrawalOf(env, release));
  for (const release of releases) feed.addItem(itemOf(given, release));
  return { rss: () => feed.rss2(), atom: () => feed.atom1(), json: () => feed.json1() }[format]();
}

function itemOf({ env, versions }: FeedGiven, release: PublishedRelease): Item {
  const { publicId, headline, subhead, opening, image, topics } = release;
  const version = versions.find(({ id }) => id === release.versionId);
  const link = env.PUBLIC_URL + releasePath(release);
  return {
    // Stays when a correction changes the headline and with it the address.
    id: `${env.PUBLIC_URL}/r/${publicId}`,
    guid: `${env.PUBLIC_URL}/r/${publicId}`,
    title: headline,
    link,
    description: subhead || opening,
    content:
      version && noticeOf(version) + absolute(bodyHtml(version, wordsIn(version.language)), env.PUBLIC_URL),
    date: release.openedAt,
    published: release.firstOpenedAt,
    author: [{ name: env.ORGANISATION, email: env.PRESS_ADDRESS, link: env.PUBLIC_URL }],
    category: topics.map(({ name, slug }) => ({ name, term: slug, scheme: `${env.PUBLIC_URL}/topics` })),
    ...(image ? { image: env.PUBLIC_URL + imagePath(image.imageId, 'w1280.jpg') } : {}),
  };
}

/** Under the id of the release, so that readers and newsroom systems that have it replace it. */
function withdrawalOf(env: Env, { publicId, kind, language, notice, ...at }: WithdrawnRelease): Item {
  const address = `${env.PUBLIC_URL}/r/${publicId}`;
  const { withdrawnTitle, holdTitle } = newsroomWords(language);
  const { subject, band } = wordsIn(language).notices[kind];
  return {
    id: address,
    guid: address,
    title: `${subject}: ${kind === 'kill' ? withdrawnTitle : holdTitle}`,
    link: address,
    description: band,
    content: `<p><strong>${escapeHtml(band)}</strong></p><p>${escapeHtml(notice)}</p>`,
    date: at.openedAt,
    published: at.firstOpenedAt,
  };
}

/** A correction says first what it corrects. */
function noticeOf({ kind, notice, language }: ReleaseVersion): string {
  if (kind === 'original' || notice === '') return '';
  return `<p><strong>${escapeHtml(wordsIn(language).notices[kind].subject)}</strong> ${escapeHtml(notice)}</p>\n`;
}

function absolute(html: string, publicUrl: string): string {
  return html.replaceAll('src="/media/', `src="${publicUrl}/media/`);
}
