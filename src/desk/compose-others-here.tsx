import type { VNode } from 'preact';
import { STAY_HERE } from '../http/ask-to-sign-in.js';
import { Icon } from '../web/components/icon.js';

type OthersProps = {
  others: readonly string[];
  /** Of the release. */
  path: string;
};

/** Says who else writes here, and follows it. Both keep what they write, part by part. */
export function OthersHere({ others, path }: OthersProps): VNode {
  return (
    <div
      class="others-here"
      role="status"
      hx-get={`${path}/preview/others`}
      hx-trigger="every 15s"
      hx-swap="innerMorph"
      hx-headers={STAY_HERE}
    >
      <OthersSentence others={others} />
    </div>
  );
}

export function OthersSentence({ others }: { others: readonly string[] }): VNode | null {
  if (others.length === 0) return null;
  return (
    <p>
      <Icon name="users" />{' '}
      {`${others.join(' and ')} ${others.length === 1 ? 'is' : 'are'} writing here too.`}
    </p>
  );
}
