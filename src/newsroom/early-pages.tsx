import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { directionOf } from '../rendering/words.js';
import { journalistPage, messagePage, type Reading } from '../subscriptions/journalist-page.js';
import { Button, ButtonRow, PostButton } from '../web/components/button.js';
import { Notice } from '../web/components/notice.js';
import { TextInput } from '../web/components/text-input.js';
import { timeText } from '../web/components/time.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { newsroomWords } from '../web/newsroom-words.js';
import { embargoMark, ReleaseArticle } from './release-article.js';
import type { ReleasePicture } from './release-pictures.js';

/** Accept or decline, each with one click. Nothing of the release is on it. */
export function termsPage(reading: Reading, path: string, terms: string[]): string {
  const { t } = reading;
  const children = (
    <>
      <div class="release-body">
        {terms.map((term) => (
          <p>{term}</p>
        ))}
      </div>
      <ButtonRow>
        <PostButton action={`${path}/acceptance`} look="primary">
          {t('early.accept')}
        </PostButton>
        <PostButton action={`${path}/refusal`}>{t('early.decline')}</PostButton>
      </ButtonRow>
      <p class="muted">{t('early.declineHint')}</p>
    </>
  );
  return journalistPage({ reading, title: t('early.termsTitle'), children });
}

export function declinedPage(reading: Reading, path: string): string {
  const { t } = reading;
  const children = (
    <>
      <p class="lead">{t('early.declinedText')}</p>
      <PostButton action={`${path}/acceptance`}>{t('early.acceptAfterAll')}</PostButton>
    </>
  );
  return journalistPage({ reading, title: t('early.declinedTitle'), children });
}

/** Terms and code are settled, and the release does not open yet, or not while it is paused. */
export function waitingPage(reading: Reading, opensAt: Date): string {
  const { t, env, language } = reading;
  const time = timeText(opensAt, env.NEWSROOM_ZONE, 'full', language);
  return messagePage(reading, t('early.notOpenTitle'), t('early.notOpenText', { time }));
}

interface CodeProps {
  path: string;
  isSent: boolean;
  /** What was wrong with the code that was typed, or with asking for another. */
  error?: string;
}

/** Proves that whoever holds the link also reads the mailbox it was sent to. */
export function codePage(reading: Reading, { path, isSent, error }: CodeProps): string {
  const { t } = reading;
  const form = error === undefined ? undefined : { values: {}, errors: { code: error } };
  const children = (
    <>
      {isSent ? (
        !error && <Notice tone="info">{t('early.codeSent')}</Notice>
      ) : (
        <p class="lead">{t('early.codeText')}</p>
      )}
      {isSent && (
        <form method="post" action={`${path}/session`} class="code-form">
          <TextInput
            name="code"
            label={t('early.code')}
            {...(form && { form })}
            autocomplete="one-time-code"
            maxLength={12}
            autofocus
          />
          <Button look="primary">{t('early.codeOpen')}</Button>
        </form>
      )}
      <PostButton action={`${path}/code`} look={isSent ? 'quiet' : 'primary'}>
        {t(isSent ? 'early.codeAgain' : 'early.codeSend')}
      </PostButton>
    </>
  );
  return journalistPage({ reading, title: t('early.codeTitle'), children });
}

type EarlyReleaseProps = { env: Env; sight: Sight; version: ReleaseVersion; pictures: ReleasePicture[] };

/** The release under its mark, with all that the press may take. */
export function EarlyReleasePage({ env, sight, version, pictures }: EarlyReleaseProps): VNode {
  return (
    <NewsroomFrame
      env={env}
      title={`${embargoMark(version, env)} · ${version.headline}`}
      description={newsroomWords(version.language).doNotPublish}
      language={version.language}
      direction={directionOf(version.language)}
      head={<meta name="robots" content="noindex" />}
    >
      <ReleaseArticle env={env} sight={sight} version={version} pictures={pictures} />
    </NewsroomFrame>
  );
}
