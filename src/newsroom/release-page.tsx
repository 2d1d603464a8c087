import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { directionOf, wordsIn } from '../rendering/words.js';
import { Notice } from '../web/components/notice.js';
import { Time } from '../web/components/time.js';
import { NewsroomFrame } from './newsroom-frame.js';
import type { PublishedRelease } from './published-releases.js';
import { PressContacts, ReleaseArticle } from './release-article.js';
import { imagePath, releasePath } from './release-address.js';
import { newsArticle } from './structured-data.js';

export type ReleasePageProps = {
  env: Env;
  sight: Sight;
  version: ReleaseVersion;
  topics: { slug: string; name: string }[];
  related: PublishedRelease[];
  translations: PublishedRelease[];
};

/** The public page of a release. */
export function ReleasePage(props: ReleasePageProps): VNode {
  const { env, sight, version, topics, related, translations } = props;
  return (
    <NewsroomFrame
      env={env}
      title={`${version.headline} · ${env.ORGANISATION}`}
      description={description(version)}
      language={version.language}
      direction={directionOf(version.language)}
      head={<ShareHead {...props} />}
    >
      <ReleaseArticle env={env} sight={sight} version={version} />
      <footer class="release-footer">
        {translations.length > 0 && (
          <p>
            {translations.map((other) => (
              <a href={releasePath(other)} hreflang={other.language} lang={other.language} rel="alternate">
                {languageName(other.language)}
              </a>
            ))}
          </p>
        )}
        {topics.length > 0 && (
          <p>
            Topics:{' '}
            {topics.map(({ slug, name }, i) => (
              <>
                {i > 0 && ', '}
                <a href={`/topics/${slug}`}>{name}</a>
              </>
            ))}
          </p>
        )}
        <p class="muted">
          Release{' '}
          <a href={`/verify?number=${releaseNumber(sight, version)}`}>{releaseNumber(sight, version)}</a> ·{' '}
          <a href={`/r/${sight.publicId}/ninjs.json`}>ninjs</a>
        </p>
        <Related env={env} related={related} />
      </footer>
    </NewsroomFrame>
  );
}

/** What an editor can check a release by: "12.1" is the first version of release 12. */
export function releaseNumber({ releaseId }: Sight, { number }: ReleaseVersion): string {
  return `${releaseId}.${number}`;
}

function Related({ env, related }: { env: Env; related: PublishedRelease[] }) {
  if (related.length === 0) return null;
  return (
    <nav aria-labelledby="related">
      <h2 id="related">Related</h2>
      <ul>
        {related.map((release) => (
          <li>
            <a href={releasePath(release)}>{release.headline}</a>{' '}
            <span class="muted">
              <Time at={release.firstOpenedAt} zone={env.NEWSROOM_ZONE} look="date" />
            </span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ShareHead({ env, sight, version, translations }: ReleasePageProps): VNode {
  const address = env.PUBLIC_URL + releasePath({ publicId: sight.publicId, headline: version.headline });
  const image = version.image && env.PUBLIC_URL + imagePath(version.image.imageId, 'w1280.jpg');
  return (
    <>
      <link rel="canonical" href={address} />
      {translations.map((other) => (
        <link rel="alternate" hreflang={other.language} href={env.PUBLIC_URL + releasePath(other)} />
      ))}
      <meta property="og:type" content="article" />
      <meta property="og:site_name" content={env.ORGANISATION} />
      <meta property="og:title" content={version.headline} />
      <meta property="og:description" content={description(version)} />
      <meta property="og:url" content={address} />
      {image && <meta property="og:image" content={image} />}
      {image && <meta property="og:image:alt" content={version.image?.alt} />}
      <meta property="article:published_time" content={sight.firstOpenedAt.toISOString()} />
      <meta property="article:modified_time" content={sight.openedAt.toISOString()} />
      <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: newsArticle(env, sight, version, address, image) }}
      />
    </>
  );
}

function description({ subhead, preheader, headline }: ReleaseVersion): string {
  return preheader || subhead || headline;
}

function languageName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}

type WithdrawalProps = { env: Env; sight: Sight; version: ReleaseVersion };

/** In place of a release that was held or killed: that it was, when, why, and whom to ask. Nothing of what it said. */
export function WithdrawalPage({ env, sight, version }: WithdrawalProps): VNode {
  const words = wordsIn(version.language);
  const isKill = version.kind === 'kill';
  const title = isKill ? 'This release was withdrawn' : 'This release is on hold';
  return (
    <NewsroomFrame
      env={env}
      title={`${title} · ${env.ORGANISATION}`}
      description={title}
      language={version.language}
      direction={directionOf(version.language)}
      head={<meta name="robots" content="noindex" />}
    >
      <article class="release">
        <header>
          <h1>{title}</h1>
          <p class="kicker">
            Published <Time at={sight.firstOpenedAt} zone={env.NEWSROOM_ZONE} look="date" />,{' '}
            {isKill ? 'withdrawn' : 'on hold since'}{' '}
            <Time at={sight.openedAt} zone={env.NEWSROOM_ZONE} look="medium" />
          </p>
        </header>
        <Notice tone="stop" title={version.kind === 'original' ? '' : words.notices[version.kind].band}>
          {version.notice}
        </Notice>
        <PressContacts version={version} words={words} />
      </article>
    </NewsroomFrame>
  );
}
