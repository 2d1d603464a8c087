import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { directionOf, wordsIn } from '../rendering/words.js';
import { Time } from '../web/components/time.js';
import { dateLanguage, newsroomWords } from '../web/newsroom-words.js';
import type { PublishedRelease } from './published-releases.js';
import { imagePath, releasePath } from './release-address.js';

type ItemProps = { env: Env; release: PublishedRelease; isFirst: boolean };

/** One release in a list, in its own language. The picture has its size, so that nothing jumps. */
export function ReleaseItem({ env, release, isFirst }: ItemProps): VNode {
  const { language, image, headline, subhead, opening } = release;
  return (
    <li lang={language} dir={directionOf(language)}>
      {image && (
        <img
          src={imagePath(image.imageId, 'w640.webp')}
          srcset={[640, 1280].map((w) => `${imagePath(image.imageId, `w${w}.webp`)} ${w}w`).join(', ')}
          sizes={isFirst ? '(min-width: 48rem) 34rem, 100vw' : '14rem'}
          width={image.width}
          height={image.height}
          alt=""
          loading={isFirst ? 'eager' : 'lazy'}
          decoding="async"
        />
      )}
      <Kicker env={env} release={release} />
      <h2>
        <a href={releasePath(release)}>{headline}</a>
      </h2>
      <p>{subhead || shortened(opening)}</p>
    </li>
  );
}

function Kicker({ env, release }: Omit<ItemProps, 'isFirst'>): VNode {
  const { language, type, kind, firstOpenedAt } = release;
  const words = newsroomWords(language);
  return (
    <p class="kicker">
      {wordsIn(language).types[type]} ·{' '}
      <Time at={firstOpenedAt} zone={env.NEWSROOM_ZONE} look="date" language={dateLanguage(language)} />
      {kind !== 'original' && ` · ${kind === 'update' ? words.updated : words.corrected}`}
    </p>
  );
}

function shortened(opening: string): string {
  if (opening.length <= 220) return opening;
  return `${opening.slice(0, 220).replace(/\s+\S*$/, '')} …`;
}
