import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { Button } from '../web/components/button.js';
import { Notice } from '../web/components/notice.js';
import { TextInput } from '../web/components/text-input.js';
import { Moment } from './moments.js';
import { NewsroomFrame } from './newsroom-frame.js';
import { releasePath } from './release-address.js';
import type { GenuineRelease } from './verify-release.js';

type VerifyProps = { env: Env; asked: string; found: GenuineRelease | null };

/** Where an editor checks that a release is ours and still stands. */
export function VerifyPage({ env, asked, found }: VerifyProps): VNode {
  return (
    <NewsroomFrame
      env={env}
      title={`Is a release genuine? · ${env.ORGANISATION}`}
      description={`Check a release by ${env.ORGANISATION} by its number, address or checksum.`}
      head={<meta name="robots" content="noindex" />}
    >
      <header class="page-intro">
        <h1>Is a release genuine?</h1>
        <p class="lead">
          Give its number, its address in this newsroom, its checksum, or the SHA-256 of a file that came with
          it.
        </p>
      </header>
      <form method="get" action="/verify" class="newsroom-filters">
        <TextInput name="number" label="Number, address or checksum" value={asked} maxLength={300} />
        <Button>Check</Button>
      </form>
      {asked !== '' && <Answer env={env} found={found} />}
    </NewsroomFrame>
  );
}

function Answer({ env, found }: { env: Env; found: GenuineRelease | null }): VNode {
  if (found === null) {
    return (
      <Notice tone="hold" title="We know of no public release like this">
        If you received it as ours, please tell{' '}
        <a href={`mailto:${env.PRESS_ADDRESS}`}>{env.PRESS_ADDRESS}</a> before you use it.
      </Notice>
    );
  }
  return (
    <>
      <Notice {...standing(found)} />
      <dl class="facts">
        {found.headline && (
          <div>
            <dt>Release</dt>
            <dd>
              <a href={releasePath(found)}>{found.headline}</a>
            </dd>
          </div>
        )}
        <div>
          <dt>Number</dt>
          <dd>
            {found.releaseId}.{found.number}
          </dd>
        </div>
        <div>
          <dt>Public</dt>
          <dd>
            since <Moment at={found.openedAt} zone={env.NEWSROOM_ZONE} language="en" />
          </dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd class="checksum">{found.contentHash}</dd>
        </div>
      </dl>
    </>
  );
}

function standing({ kind, replacedBy }: GenuineRelease): { tone: 'ok' | 'hold' | 'stop'; title: string } {
  const last = replacedBy?.kind ?? kind;
  if (last === 'kill')
    return { tone: 'stop', title: 'It was ours and has been withdrawn. Please do not use it.' };
  if (last === 'hold')
    return { tone: 'stop', title: 'It is ours and on hold. Please do not use it for now.' };
  if (replacedBy) return { tone: 'hold', title: `It is ours; version ${replacedBy.number} has replaced it.` };
  return { tone: 'ok', title: 'It is ours, and it stands.' };
}
