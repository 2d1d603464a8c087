import type { VNode } from 'preact';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { LinkButton } from '../web/components/button.js';
import { Notice } from '../web/components/notice.js';
import { timeText } from '../web/components/time.js';
import { openCount, phaseOf, reachedCount, sum } from './dispatch-phase.js';
import { heldQuestion } from './dispatch-words.js';

type NoticeProps = { progress: DispatchProgress; zone: string; maySteer: boolean };

/** What a person has to answer or to know, above the numbers. */
export function LiveNotices(props: NoticeProps): VNode {
  const phase = phaseOf(props.progress);
  return (
    <>
      {phase === 'held' && <Question {...props} />}
      {phase === 'void' && <ApprovalGone {...props} />}
      {phase === 'paused' && <Paused {...props} />}
      {phase === 'stopped' && <Stopped {...props} />}
      <Doubts {...props} />
    </>
  );
}

function Question({ progress, zone, maySteer }: NoticeProps): VNode {
  const { title, text } = heldQuestion(progress, (at) => `${timeText(at, zone, 'medium', 'en-GB')}`);
  const base = `/desk/dispatches/${progress.id}`;
  const answers = (
    <div class="button-row">
      <LinkButton href={`${base}/resume`} look="primary" icon="send">
        Yes, send it now
      </LinkButton>
      <LinkButton href={`${base}/stop`} look="danger" icon="octagon-x">
        No, stop it
      </LinkButton>
    </div>
  );
  return (
    <Notice tone="hold" title={title} actions={maySteer ? answers : undefined}>
      {text}
    </Notice>
  );
}

function ApprovalGone({ progress }: NoticeProps): VNode {
  return (
    <Notice
      tone="stop"
      title="The approval it was armed with no longer stands"
      actions={<LinkButton href={`/desk/releases/${progress.publicId}`}>Open the release</LinkButton>}
    >
      Nothing leaves until somebody approves the release as it is now and arms it again.
    </Notice>
  );
}

function Paused({ progress }: NoticeProps): VNode {
  return (
    <Notice tone="hold" title="Paused">
      {openCount(progress).toLocaleString('en')} wait. They go on where they were when somebody resumes.
    </Notice>
  );
}

function Stopped({ progress }: NoticeProps): VNode {
  const reached = reachedCount(progress);
  return (
    <Notice tone="stop" title="Stopped">
      {progress.account.cancelled.toLocaleString('en')} were cancelled before they left.{' '}
      {reached === 0
        ? 'Nobody has received it.'
        : `${reached.toLocaleString('en')} had it already; a correction or a kill would go to exactly those.`}
    </Notice>
  );
}

function Doubts({ progress }: NoticeProps): VNode | null {
  const count = sum(progress.tiers, (tier) => tier.openDoubts);
  if (count === 0) return null;
  const action = <LinkButton href={`/desk/dispatches/${progress.id}/in-doubt`}>Look at them</LinkButton>;
  return (
    <Notice
      tone="hold"
      title={`${count === 1 ? 'One recipient is' : `${count.toLocaleString('en')} recipients are`} in doubt`}
      actions={action}
    >
      The text was on its way and no answer came back, so they may have it or not.
    </Notice>
  );
}
