import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { directionOf } from '../rendering/words.js';
import { Time } from '../web/components/time.js';
import { Moment } from './moments.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { dateLanguage, nameOfLanguage, newsroomWords } from '../web/newsroom-words.js';
import type { PublishedRelease } from './published-releases.js';
import { releasePath } from './release-address.js';
import { ReleaseArticle } from './release-article.js';
import type { ReleasePicture } from './release-pictures.js';
import { descriptionOf, ShareHead } from './share-head.js';

export type ReleasePageProps = {
  env: Env;
  sight: Sight;
  version: ReleaseVersion;
  pictures: ReleasePicture[];
  topics: { slug: string; name: string }[];
  related: PublishedRelease[];
  translations: PublishedRelease[];
};

/** The public page of a release. */
export function ReleasePage(props: ReleasePageProps): VNode {
  const { env, sight, version, pictures, translations } = props;
  return (
    <NewsroomFrame
      env={env}
      title={`${version.headline} · ${env.ORGANISATION}`}
      description={descriptionOf(version)}
      language={version.language}
      direction={directionOf(version.language)}
      head={<ShareHead {...props} />}
    >
      <ReleaseArticle
        env={env}
        sight={sight}
        version={version}
        pictures={pictures}
        languages={<Languages version={version} translations={translations} />}
        about={<AboutRelease {...props} />}
      />
      <Related {...props} />
    </NewsroomFrame>
  );
}

/** What an editor can check a release by: "12.1" is the first version of release 12. */
export function releaseNumber({ releaseId }: Sight, { number }: ReleaseVersion): string {
  return `${releaseId}.${number}`;
}

function Languages({ version, translations }: Pick<ReleasePageProps, 'version' | 'translations'>) {
  if (translations.length === 0) return null;
  return (
    <nav class="languages" aria-label={newsroomWords(version.language).otherLanguages}>
      <ul>
        {translations.map((other) => (
          <li>
            <a
              href={releasePath(other)}
              hreflang={other.language}
              lang={other.language}
              dir={directionOf(other.language)}
              rel="alternate"
            >
              {nameOfLanguage(other.language)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** When it opened, what it is about, and how to check that it is genuine. */
function AboutRelease({ env, sight, version, topics }: ReleasePageProps): VNode {
  const words = newsroomWords(version.language);
  const number = releaseNumber(sight, version);
  return (
    <section class="release-record">
      <h2>
        {words.release} <a href={`/verify?number=${number}`}>{number}</a>
      </h2>
      <p>
        {words.published}{' '}
        <Moment at={sight.firstOpenedAt} zone={env.NEWSROOM_ZONE} language={version.language} />
      </p>
      {topics.length > 0 && (
        <ul class="tags" aria-label={words.topics}>
          {topics.map(({ slug, name }) => (
            <li>
              <a href={`/topics/${slug}`}>
                <bdi>{name}</bdi>
              </a>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href={`/r/${sight.publicId}/ninjs.json`}>IPTC ninjs</a>
      </p>
    </section>
  );
}

function Related({ env, version, related }: Pick<ReleasePageProps, 'env' | 'version' | 'related'>) {
  if (related.length === 0) return null;
  return (
    <nav class="related" aria-labelledby="related">
      <h2 id="related">{newsroomWords(version.language).related}</h2>
      <ul>
        {related.map((release) => (
          <li>
            <p class="kicker">
              <Time
                at={release.firstOpenedAt}
                zone={env.NEWSROOM_ZONE}
                look="date"
                language={dateLanguage(version.language)}
              />
            </p>
            <a href={releasePath(release)} lang={release.language} dir={directionOf(release.language)}>
              {release.headline}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
