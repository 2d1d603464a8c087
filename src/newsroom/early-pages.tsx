import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { directionOf } from '../rendering/words.js';
import { PostButton, Button, ButtonRow } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { NewsroomFrame } from './newsroom-frame.js';
import { ReleaseArticle } from './release-article.js';

const NOT_INDEXED = <meta name="robots" content="noindex" />;

type TermsProps = { env: Env; path: string; terms: string[] };

/** Accept or decline, each with one click. Nothing of the release is on it. */
export function TermsPage({ env, path, terms }: TermsProps): VNode {
  return (
    <NewsroomFrame env={env} title="Early access" description="Early access under embargo" head={NOT_INDEXED}>
      <h1>Early access under embargo</h1>
      <div class="release-body">
        {terms.map((term) => (
          <p>{term}</p>
        ))}
      </div>
      <ButtonRow>
        <PostButton action={`${path}/acceptance`} look="primary">
          Accept
        </PostButton>
        <PostButton action={`${path}/refusal`}>Decline</PostButton>
      </ButtonRow>
    </NewsroomFrame>
  );
}

export function DeclinedPage({ env, path }: { env: Env; path: string }): VNode {
  return (
    <NewsroomFrame env={env} title="Early access" description="Early access under embargo" head={NOT_INDEXED}>
      <h1>You declined early access</h1>
      <p class="lead">You will get the release when its embargo lifts, with everybody else.</p>
      <PostButton action={`${path}/acceptance`}>Accept the terms after all</PostButton>
    </NewsroomFrame>
  );
}

/** Terms and code are settled, and the release does not open yet, or not while it is paused. */
export function WaitingPage({ env, opensAt }: { env: Env; opensAt: Date }): VNode {
  return (
    <NewsroomFrame env={env} title="Early access" description="Early access under embargo" head={NOT_INDEXED}>
      <h1>Not open yet</h1>
      <p class="lead">
        Early access is planned for <Time at={opensAt} zone={env.NEWSROOM_ZONE} look="full" />. This link will
        open it then.
      </p>
    </NewsroomFrame>
  );
}

type CodeProps = { env: Env; path: string; isSent: boolean; form?: FormState };

/** Proves that whoever holds the link also reads the mailbox it was sent to. */
export function CodePage({ env, path, isSent, form }: CodeProps): VNode {
  return (
    <NewsroomFrame env={env} title="Early access" description="Early access under embargo" head={NOT_INDEXED}>
      <h1>A code by e-mail</h1>
      <FormErrors form={form} />
      {isSent ? (
        <Notice tone="info">We have sent six digits to your address. They are good for 15 minutes.</Notice>
      ) : (
        <p class="lead">We send six digits to the address that your link came to.</p>
      )}
      {isSent && (
        <form method="post" action={`${path}/session`}>
          <TextInput
            name="code"
            label="Code"
            form={form}
            autocomplete="one-time-code"
            maxLength={12}
            autofocus
          />
          <Button look="primary">Open the release</Button>
        </form>
      )}
      <PostButton action={`${path}/code`} look={isSent ? 'plain' : 'primary'}>
        {isSent ? 'Send another code' : 'Send the code'}
      </PostButton>
    </NewsroomFrame>
  );
}

type EarlyReleaseProps = { env: Env; sight: Sight; version: ReleaseVersion };

/** The release under its mark. */
export function EarlyReleasePage({ env, sight, version }: EarlyReleaseProps): VNode {
  return (
    <NewsroomFrame
      env={env}
      title={`Embargoed: ${version.headline}`}
      description="Under embargo"
      language={version.language}
      direction={directionOf(version.language)}
      head={NOT_INDEXED}
    >
      <ReleaseArticle env={env} sight={sight} version={version} />
    </NewsroomFrame>
  );
}
