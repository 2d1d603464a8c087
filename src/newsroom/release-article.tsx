import type { ComponentChildren, VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { LeadImage } from '../releases/release-content.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { bodyToHtml } from '../rendering/body-to-html.js';
import { embargoLine } from '../rendering/embargo-line.js';
import { type Words, wordsIn } from '../rendering/words.js';
import { Notice } from '../web/components/notice.js';
import { Time } from '../web/components/time.js';
import { AdvisoryFacts } from './advisory-facts.js';
import { Moment } from './moments.js';
import { dateLanguage, newsroomWords } from '../web/newsroom-words.js';
import { imagePath } from './release-address.js';
import { ReleaseAside } from './release-aside.js';
import type { ReleasePicture } from './release-pictures.js';

type ArticleProps = {
  env: Env;
  sight: Sight;
  version: ReleaseVersion;
  /** Its pictures with their sizes, so that nothing moves while they load and the press may take them. */
  pictures?: ReleasePicture[];
  /** Below the headline: the release in other languages. */
  languages?: ComponentChildren;
  /** Last beside the text: what is known about the release. */
  about?: ComponentChildren;
};

/** A release as it is read on the web; the desk's preview and early access show the same. */
export function ReleaseArticle(props: ArticleProps): VNode {
  const { env, sight, version, pictures = [], languages, about } = props;
  const words = wordsIn(version.language);
  return (
    <article class="release">
      <header>
        <EmbargoNotice env={env} sight={sight} version={version} />
        <p class="kicker">
          {words.types[version.type]} ·{' '}
          <Time
            at={sight.firstOpenedAt}
            zone={env.NEWSROOM_ZONE}
            look="date"
            language={dateLanguage(version.language)}
          />
        </p>
        <h1>{version.headline}</h1>
        {version.subhead && <p class="lead">{version.subhead}</p>}
        {languages}
        <Corrections sight={sight} version={version} zone={env.NEWSROOM_ZONE} />
      </header>
      {version.image && <LeadPicture image={version.image} words={words} />}
      <div class="release-main">
        {version.advisory && <AdvisoryFacts sight={sight} version={version} advisory={version.advisory} />}
        <div
          class="release-body"
          dangerouslySetInnerHTML={{ __html: bodyHtml(version, words, imageAttributes(pictures)) }}
        />
        {version.boilerplate && (
          <section class="release-about">
            <h2>
              {words.about} <bdi>{env.ORGANISATION}</bdi>
            </h2>
            <p>{version.boilerplate}</p>
          </section>
        )}
      </div>
      <ReleaseAside version={version} pictures={pictures} about={about} />
    </article>
  );
}

function EmbargoNotice({ env, sight, version }: Pick<ArticleProps, 'env' | 'sight' | 'version'>) {
  if (!sight.isEarly || version.embargo === null) return null;
  return (
    <Notice tone="hold" title={embargoMark(version, env)}>
      {newsroomWords(version.language).doNotPublish}
    </Notice>
  );
}

/** "EMBARGOED UNTIL Tuesday, 24 November 2026, 09:00 EST (America/New_York) · 14:00 UTC" */
export function embargoMark(version: ReleaseVersion, env: Env): string {
  const { embargo } = version;
  if (embargo === null) return '';
  const { instant, zone } = embargo;
  return embargoLine({ instant: instant.toISOString(), zone }, env.NEWSROOM_ZONE, version.language);
}

/** The body as HTML with pictures at their public addresses. */
export function bodyHtml(
  version: ReleaseVersion,
  words: Words,
  attributes: Record<string, string> = {},
): string {
  const ids = [...JSON.stringify(version.body).matchAll(/"imageId":"([\w-]+)"/g)].map(([, id = '']) => id);
  return bodyToHtml(version.body, {
    imageUrls: Object.fromEntries(ids.map((id) => [id, imagePath(id, 'w1280.webp')])),
    dateline: version.dateline,
    creditLabel: words.credit,
    imageAttributes: attributes,
  });
}

/** Width and height keep the place of a picture free until it is there. */
function imageAttributes(pictures: ReleasePicture[]): Record<string, string> {
  return Object.fromEntries(
    pictures.map(({ imageId, width, height }) => [
      imageId,
      ` width="${width}" height="${height}" srcset="${webpSizes(imageId)}" sizes="${SIZES}" loading="lazy" decoding="async"`,
    ]),
  );
}

const SIZES = '(min-width: 48rem) 44rem, 100vw';

function webpSizes(imageId: string): string {
  return [640, 1280, 1920].map((w) => `${imagePath(imageId, `w${w}.webp`)} ${w}w`).join(', ');
}

type CorrectionsProps = { sight: Sight; version: ReleaseVersion; zone: string };

/** What was corrected and when, the newest first. */
function Corrections({ sight, version: { language }, zone }: CorrectionsProps) {
  const said = sight.notices.filter(({ notice }) => notice !== '');
  if (said.length === 0) return null;
  const { notices } = wordsIn(language);
  return (
    <section class="corrections" aria-label={newsroomWords(language).corrections}>
      {said.map(({ kind, notice, at }) => (
        <p class="correction">
          <strong>{kind === 'original' ? '' : notices[kind].subject}</strong>{' '}
          <span class="correction-time">
            <Moment at={at} zone={zone} language={language} />
          </span>{' '}
          <span>{notice}</span>
        </p>
      ))}
    </section>
  );
}

function LeadPicture({ image, words }: { image: LeadImage; words: Words }): VNode {
  const { imageId, width, height, alt, caption, credit } = image;
  return (
    <figure class="release-picture">
      <picture>
        <source type="image/webp" srcset={webpSizes(imageId)} sizes="(min-width: 68rem) 64rem, 100vw" />
        <img
          src={imagePath(imageId, 'w1280.jpg')}
          width={width}
          height={height}
          alt={alt}
          fetchpriority="high"
        />
      </picture>
      <Caption caption={caption} credit={credit} label={words.credit} />
    </figure>
  );
}

export function Caption({ caption, credit, label }: { caption: string; credit: string; label: string }) {
  if (caption === '' && credit === '') return null;
  return (
    <figcaption>
      {caption && <bdi>{caption}</bdi>}{' '}
      {credit && (
        <span class="credit">
          {label} <bdi>{credit}</bdi>
        </span>
      )}
    </figcaption>
  );
}
