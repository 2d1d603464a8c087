import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { directionOf, wordsIn } from '../rendering/words.js';
import { Notice } from '../web/components/notice.js';
import { Moment } from './moments.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { newsroomWords } from '../web/newsroom-words.js';
import { PressContacts } from './release-aside.js';

type WithdrawalProps = { env: Env; sight: Sight; version: ReleaseVersion };

/** In place of a release that was held or killed: that it was, when, why, and whom to ask. Nothing of what it said. */
export function WithdrawalPage({ env, sight, version }: WithdrawalProps): VNode {
  const { language, kind } = version;
  const words = newsroomWords(language);
  const isKill = kind === 'kill';
  const title = isKill ? words.withdrawnTitle : words.holdTitle;
  const when = { zone: env.NEWSROOM_ZONE, language };
  return (
    <NewsroomFrame
      env={env}
      title={`${title} · ${env.ORGANISATION}`}
      description={title}
      language={language}
      direction={directionOf(language)}
      head={<meta name="robots" content="noindex" />}
    >
      <article class="withdrawal">
        <h1>{title}</h1>
        <dl class="facts">
          <div>
            <dt>{words.published}</dt>
            <dd>
              <Moment at={sight.firstOpenedAt} {...when} />
            </dd>
          </div>
          <div>
            <dt>{isKill ? words.withdrawn : words.onHold}</dt>
            <dd>
              <Moment at={sight.openedAt} {...when} />
            </dd>
          </div>
        </dl>
        <Notice tone="stop" title={kind === 'original' ? '' : wordsIn(language).notices[kind].band}>
          {version.notice}
        </Notice>
        <PressContacts version={version} />
      </article>
    </NewsroomFrame>
  );
}
