import type { VNode } from 'preact';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { imagePath, releasePath } from './release-address.js';
import type { ReleasePageProps } from './release-page.js';
import { newsArticle } from './structured-data.js';

/** What search engines, social networks and messengers show of a release. */
export function ShareHead(props: ReleasePageProps): VNode {
  const { env, sight, version, topics, translations } = props;
  const address = env.PUBLIC_URL + releasePath({ publicId: sight.publicId, headline: version.headline });
  return (
    <>
      <link rel="canonical" href={address} />
      {translations.length > 0 && <link rel="alternate" hreflang={version.language} href={address} />}
      {translations.map((other) => (
        <link rel="alternate" hreflang={other.language} href={env.PUBLIC_URL + releasePath(other)} />
      ))}
      <link
        rel="alternate"
        type="application/json"
        title="IPTC ninjs"
        href={`/r/${sight.publicId}/ninjs.json`}
      />
      <meta property="og:type" content="article" />
      <meta property="og:site_name" content={env.ORGANISATION} />
      <meta property="og:title" content={version.headline} />
      <meta property="og:description" content={descriptionOf(version)} />
      <meta property="og:url" content={address} />
      <meta property="og:locale" content={version.language.replace('-', '_')} />
      <meta property="article:published_time" content={sight.firstOpenedAt.toISOString()} />
      <meta property="article:modified_time" content={sight.openedAt.toISOString()} />
      {topics.map(({ name }) => (
        <meta property="article:tag" content={name} />
      ))}
      <ShareImage {...props} />
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: newsArticle(env, sight, version, address) }}
      />
    </>
  );
}

/** The widest size that every network takes; without a picture a card of words alone. */
function ShareImage({ env, version: { image } }: ReleasePageProps): VNode {
  if (!image) return <meta name="twitter:card" content="summary" />;
  const address = env.PUBLIC_URL + imagePath(image.imageId, 'w1280.jpg');
  const width = Math.min(1280, image.width);
  return (
    <>
      <meta name="twitter:card" content="summary_large_image" />
      <meta name="twitter:image" content={address} />
      <meta name="twitter:image:alt" content={image.alt} />
      <meta property="og:image" content={address} />
      <meta property="og:image:type" content="image/jpeg" />
      <meta property="og:image:width" content={String(width)} />
      <meta property="og:image:height" content={String(Math.round((image.height * width) / image.width))} />
      <meta property="og:image:alt" content={image.alt} />
    </>
  );
}

/** A sentence for where there is room for one. */
export function descriptionOf({ subhead, preheader, headline }: ReleaseVersion): string {
  return subhead || preheader || headline;
}
