import type { Env } from '../config/env.js';
import { escapeHtml } from '../rendering/escape-html.js';
import type { PublishedRelease } from './published-releases.js';
import { imagePath, releasePath } from './release-address.js';

/** Google News takes articles of the last two days. */
export const NEWS_DAYS = 2;

/** A sitemap (sitemaps.org 0.9) with the news and image extensions. `newsSince`: what opened later is news. */
export function sitemap(
  env: Env,
  releases: PublishedRelease[],
  topics: { slug: string }[],
  newsSince: Date,
): string {
  const pages = ['/', '/topics', ...topics.map(({ slug }) => `/topics/${slug}`)];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"' +
      ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"' +
      ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">',
    ...pages.map((path) => `<url><loc>${escapeHtml(env.PUBLIC_URL + path)}</loc></url>`),
    ...releases.map((release) => releaseEntry(env, release, newsSince)),
    '</urlset>',
    '',
  ].join('\n');
}

function releaseEntry(env: Env, release: PublishedRelease, newsSince: Date): string {
  const { image, openedAt, firstOpenedAt } = release;
  return [
    `<url><loc>${escapeHtml(env.PUBLIC_URL + releasePath(release))}</loc>`,
    `<lastmod>${openedAt.toISOString()}</lastmod>`,
    firstOpenedAt >= newsSince ? news(env, release) : '',
    image
      ? `<image:image><image:loc>${escapeHtml(env.PUBLIC_URL + imagePath(image.imageId, 'w1280.jpg'))}</image:loc></image:image>`
      : '',
    '</url>',
  ].join('');
}

function news(env: Env, { language, firstOpenedAt, headline }: PublishedRelease): string {
  return [
    '<news:news><news:publication>',
    `<news:name>${escapeHtml(env.ORGANISATION)}</news:name>`,
    `<news:language>${escapeHtml(language)}</news:language></news:publication>`,
    `<news:publication_date>${firstOpenedAt.toISOString()}</news:publication_date>`,
    `<news:title>${escapeHtml(headline)}</news:title></news:news>`,
  ].join('');
}
