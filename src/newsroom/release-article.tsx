import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { Advisory, EventTime, LeadImage } from '../releases/release-content.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { bodyToHtml } from '../rendering/body-to-html.js';
import { embargoLine } from '../rendering/embargo-line.js';
import { type Words, wordsIn } from '../rendering/words.js';
import { Notice } from '../web/components/notice.js';
import { ReaderTime, Time } from '../web/components/time.js';
import { filePath, imagePath } from './release-address.js';

type ArticleProps = { env: Env; sight: Sight; version: ReleaseVersion };

/** A release as it is read on the web; the desk's preview and early access show the same. */
export function ReleaseArticle({ env, sight, version }: ArticleProps): VNode {
  const words = wordsIn(version.language);
  const isEmbargoed = sight.isEarly && version.embargo !== null;
  return (
    <article class="release">
      <header>
        {isEmbargoed && version.embargo && (
          <Notice tone="hold" title={embargoMark(version, env)}>
            Please do not publish, quote or pass on before then.
          </Notice>
        )}
        <p class="kicker">
          {words.types[version.type]} · <Time at={sight.firstOpenedAt} zone={env.NEWSROOM_ZONE} look="date" />
        </p>
        <h1>{version.headline}</h1>
        {version.subhead && <p class="lead">{version.subhead}</p>}
        <Corrections sight={sight} words={words} zone={env.NEWSROOM_ZONE} />
      </header>
      {version.image && <Picture image={version.image} words={words} />}
      {version.advisory && (
        <AdvisoryFacts advisory={version.advisory} words={words} calendar={calendarPath(sight)} />
      )}
      <div class="release-body" dangerouslySetInnerHTML={{ __html: bodyHtml(version, words) }} />
      {version.boilerplate && (
        <section class="release-about">
          <h2>
            {words.about} {env.ORGANISATION}
          </h2>
          <p>{version.boilerplate}</p>
        </section>
      )}
      <Files version={version} />
      <PressContacts version={version} words={words} />
    </article>
  );
}

/** "EMBARGOED UNTIL Tuesday, 24 November 2026, 09:00 EST (America/New_York) · 14:00 UTC" */
export function embargoMark(version: ReleaseVersion, env: Env): string {
  const { embargo } = version;
  if (embargo === null) return '';
  const { instant, zone } = embargo;
  return embargoLine({ instant: instant.toISOString(), zone }, env.NEWSROOM_ZONE, version.language);
}

export function calendarPath({ publicId }: Sight): string {
  return `/r/${publicId}/event.ics`;
}

/** The body as HTML with pictures at their public addresses. */
export function bodyHtml(version: ReleaseVersion, words: Words): string {
  const ids = [...JSON.stringify(version.body).matchAll(/"imageId":"([\w-]+)"/g)].map(([, id = '']) => id);
  return bodyToHtml(version.body, {
    imageUrls: Object.fromEntries(ids.map((id) => [id, imagePath(id, 'w1280.webp')])),
    dateline: version.dateline,
    creditLabel: words.credit,
  });
}

function Corrections({ sight, words, zone }: { sight: Sight; words: Words; zone: string }) {
  const said = sight.notices.filter(({ notice }) => notice !== '');
  if (said.length === 0) return null;
  return (
    <section class="corrections" aria-label="Corrections">
      {said.map(({ kind, notice, at }) => (
        <p class="correction">
          <strong>{kind === 'original' ? '' : words.notices[kind].subject}</strong>{' '}
          <Time at={at} zone={zone} look="medium" />: {notice}
        </p>
      ))}
    </section>
  );
}

function Picture({ image, words }: { image: LeadImage; words: Words }): VNode {
  const { imageId, width, height, alt, caption, credit } = image;
  const webp = [640, 1280, 1920].map((w) => `${imagePath(imageId, `w${w}.webp`)} ${w}w`).join(', ');
  return (
    <figure class="release-picture">
      <picture>
        <source type="image/webp" srcset={webp} sizes="(min-width: 48rem) 44rem, 100vw" />
        <img src={imagePath(imageId, 'w1280.jpg')} width={width} height={height} alt={alt} />
      </picture>
      <figcaption>
        {caption && `${caption} · `}
        {credit && (
          <span class="credit">
            {words.credit} {credit}
          </span>
        )}
        {' · '}
        <a href={imagePath(imageId, 'original')} download>
          Download ({width} × {height})
        </a>
      </figcaption>
    </figure>
  );
}

type FactsProps = { advisory: Advisory; words: Words; calendar: string };

function AdvisoryFacts({ advisory, words, calendar }: FactsProps): VNode {
  return (
    <dl class="facts">
      <Fact label={words.who} text={advisory.who} />
      <Fact label={words.what} text={advisory.what} />
      {advisory.starts && (
        <div>
          <dt>{words.when}</dt>
          <dd>
            <EventMoment time={advisory.starts} />
            {advisory.ends && (
              <>
                {' – '}
                <EventMoment time={advisory.ends} />
              </>
            )}{' '}
            <a href={calendar}>Add to calendar</a>
          </dd>
        </div>
      )}
      <Fact label={words.where} text={advisory.where} />
      {advisory.more.map((fact) => (
        <Fact {...fact} />
      ))}
    </dl>
  );
}

function Fact({ label, text }: { label: string; text: string }) {
  if (text === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd class="keep-lines">{text}</dd>
    </div>
  );
}

function EventMoment({ time }: { time: EventTime }): VNode {
  return <ReaderTime at={new Date(time.at)} zone={time.zone} look="full" />;
}

function Files({ version }: { version: ReleaseVersion }) {
  if (version.files.length === 0) return null;
  return (
    <section class="release-files">
      <h2>Files</h2>
      <ul>
        {version.files.map((file) => (
          <li>
            <a href={filePath(file)} download>
              {file.name}
            </a>{' '}
            <span class="muted">{sizeText(file.bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PressContacts({ version, words }: { version: ReleaseVersion; words: Words }) {
  if (version.pressContacts.length === 0) return null;
  return (
    <section class="press-contact">
      <h2>{words.pressContact}</h2>
      {version.pressContacts.map(({ name, role, email, phone }) => (
        <p>
          <strong>{name}</strong>
          {role && `, ${role}`}
          {email && (
            <>
              {' · '}
              <a href={`mailto:${email}`}>{email}</a>
            </>
          )}
          {phone && (
            <>
              {' · '}
              <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
            </>
          )}
        </p>
      ))}
    </section>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
