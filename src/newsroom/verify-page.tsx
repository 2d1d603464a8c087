import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { directionOf } from '../rendering/words.js';
import { Button } from '../web/components/button.js';
import { Notice } from '../web/components/notice.js';
import { TextInput } from '../web/components/text-input.js';
import { Moment } from './moments.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { newsroomWords } from '../web/newsroom-words.js';
import { releasePath } from './release-address.js';
import type { GenuineRelease } from './verify-release.js';
import type { NewsroomWords } from '../web/words/en.js';

type VerifyProps = { env: Env; asked: string; found: GenuineRelease | null };

/** Where an editor checks that a release is ours and still stands. */
export function VerifyPage({ env, asked, found }: VerifyProps): VNode {
  const language = env.NEWSROOM_LANGUAGE;
  const words = newsroomWords(language);
  return (
    <NewsroomFrame
      env={env}
      title={`${words.genuine} · ${env.ORGANISATION}`}
      description={words.verifyLead}
      language={language}
      direction={directionOf(language)}
      head={<meta name="robots" content="noindex" />}
    >
      <header class="page-intro">
        <h1>{words.genuine}</h1>
        <p class="lead">{words.verifyLead}</p>
      </header>
      <form method="get" action="/verify" class="newsroom-filters">
        <TextInput name="number" label={words.verifyField} value={asked} maxLength={300} />
        <Button>{words.check}</Button>
      </form>
      {asked !== '' && (found ? <Found env={env} found={found} words={words} /> : <Unknown env={env} />)}
    </NewsroomFrame>
  );
}

function Unknown({ env }: { env: Env }): VNode {
  const words = newsroomWords(env.NEWSROOM_LANGUAGE);
  const [before = '', after = ''] = words.unknownText.split('{address}');
  return (
    <Notice tone="hold" title={words.unknownTitle}>
      {before}
      <a href={`mailto:${env.PRESS_ADDRESS}`}>{env.PRESS_ADDRESS}</a>
      {after}
    </Notice>
  );
}

type FoundProps = { env: Env; found: GenuineRelease; words: NewsroomWords };

function Found({ env, found, words }: FoundProps): VNode {
  const { NEWSROOM_ZONE: zone, NEWSROOM_LANGUAGE: language } = env;
  return (
    <>
      <Notice {...standing(found, words)} />
      <dl class="facts">
        {found.headline && (
          <div>
            <dt>{words.release}</dt>
            <dd>
              <a href={releasePath(found)}>
                <bdi>{found.headline}</bdi>
              </a>
            </dd>
          </div>
        )}
        <div>
          <dt>{words.number}</dt>
          <dd>
            {found.releaseId}.{found.number}
          </dd>
        </div>
        <div>
          <dt>{words.publicSince}</dt>
          <dd>
            <Moment at={found.openedAt} zone={zone} language={language} />
          </dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd class="checksum" dir="ltr">
            {found.contentHash}
          </dd>
        </div>
      </dl>
    </>
  );
}

type Standing = { tone: 'ok' | 'hold' | 'stop'; title: string };

function standing({ kind, replacedBy }: GenuineRelease, words: NewsroomWords): Standing {
  const last = replacedBy?.kind ?? kind;
  if (last === 'kill') return { tone: 'stop', title: words.wasWithdrawn };
  if (last === 'hold') return { tone: 'stop', title: words.isOnHold };
  if (replacedBy)
    return { tone: 'hold', title: words.replaced.replace('{number}', String(replacedBy.number)) };
  return { tone: 'ok', title: words.stands };
}
