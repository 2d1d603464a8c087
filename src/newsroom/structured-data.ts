import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { imagePath } from './release-address.js';

/**
 * schema.org NewsArticle as JSON-LD, safe inside a script element. A data block is not run, so the page's
 * Content-Security-Policy without inline script allows it (HTML, "prepare the script element": type is checked first).
 */
export function newsArticle(env: Env, sight: Sight, version: ReleaseVersion, address: string): string {
  const organisation = { '@type': 'Organization', name: env.ORGANISATION, url: env.PUBLIC_URL };
  const article = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: version.headline,
    alternativeHeadline: version.subhead || undefined,
    inLanguage: version.language,
    datePublished: sight.firstOpenedAt.toISOString(),
    dateModified: sight.openedAt.toISOString(),
    mainEntityOfPage: address,
    image: version.image ? [imageObject(env, version.image)] : undefined,
    dateline: version.dateline || undefined,
    author: organisation,
    publisher: organisation,
    correction: corrections(sight),
  };
  return JSON.stringify(article).replaceAll('<', '\\u003c');
}

function imageObject(env: Env, image: NonNullable<ReleaseVersion['image']>): object {
  const { imageId, width, height, caption, alt, credit } = image;
  return {
    '@type': 'ImageObject',
    url: env.PUBLIC_URL + imagePath(imageId, 'original'),
    thumbnailUrl: env.PUBLIC_URL + imagePath(imageId, 'w640.jpg'),
    width,
    height,
    caption: caption || alt,
    creditText: credit || undefined,
  };
}

function corrections({ notices }: Sight): object[] | undefined {
  const said = notices.filter(({ kind }) => kind === 'correction');
  if (said.length === 0) return undefined;
  return said.map(({ notice, at }) => ({
    '@type': 'CorrectionComment',
    text: notice,
    datePublished: at.toISOString(),
  }));
}
