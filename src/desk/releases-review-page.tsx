import type { VNode } from 'preact';
import { Button, ButtonRow, LinkButton, PostButton } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { Section } from '../web/components/section.js';
import { TextArea } from '../web/components/text-input.js';
import { Timeline, type TimelineEvent } from '../web/components/timeline.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import type { ShownPreflight } from './preview-desk.service.js';
import { Preflight } from './preview-preflight.js';
import { type PanelProps, Preview } from './preview-panel.js';
import { ReleaseHeader } from './releases-header.js';
import { type OpenRelease, releasePath } from './releases-open.js';
import type { ReviewEvent } from './releases-review-events.js';

export interface ReviewPageProps {
  shell: DeskShell;
  release: OpenRelease;
  report: ShownPreflight;
  panel: PanelProps;
  /** Names of the parts that differ from what was last approved; null: it was never approved. */
  changed: string[] | null;
  /** Why this person may not approve it; null: they may. */
  whyNot: string | null;
  events: ReviewEvent[];
  form: FormState;
  zone: string;
}

export function reviewPage(props: ReviewPageProps): string {
  const { shell, release, report, panel, zone } = props;
  return page(
    <DeskPage title="Review" active="releases" {...shell}>
      <ReleaseHeader release={release} tab="review" />
      <FormErrors form={props.form} labels={{ reason: 'A word to the writers' }} />
      <div class="review">
        <div class="release-facts">
          <Decision {...props} />
          <Preflight report={report} path={releasePath(release.publicId)} />
          <Section title="What happened">
            <Timeline events={props.events.map(eventOf)} zone={zone} />
          </Section>
        </div>
        <Preview panel={panel} />
      </div>
    </DeskPage>,
  );
}

function Decision(props: ReviewPageProps): VNode {
  const { state } = props.release.summary;
  if (state === 'draft') return <Submit {...props} />;
  if (state === 'in review') return <Judge {...props} />;
  if (state === 'approved') return <Approved {...props} />;
  return (
    <Section title="Decision">
      <p>{`This version is ${state}. There is nothing to decide here.`}</p>
    </Section>
  );
}

function Submit({ release, changed, report }: ReviewPageProps): VNode {
  const stops = report.problems.filter(({ severity }) => severity === 'stop').length;
  return (
    <Section title="Ask for approval">
      <Changes changed={changed} historyHref={`${releasePath(release.publicId)}/history`} />
      {stops > 0 && (
        <p class="muted">
          {stops === 1 ? 'One thing stops sending' : `${stops} things stop sending`}: it can be reviewed as it
          is, but not approved.
        </p>
      )}
      {release.canWrite ? (
        <PostButton action={`${releasePath(release.publicId)}/review`} look="primary" icon="eye">
          Submit for review
        </PostButton>
      ) : (
        <p class="muted">Its writers have not submitted it yet.</p>
      )}
    </Section>
  );
}

function Judge(props: ReviewPageProps): VNode {
  const { release, changed, whyNot, report } = props;
  const isStopped = report.problems.some(({ severity }) => severity === 'stop');
  return (
    <Section title="Approve it?">
      <Changes changed={changed} historyHref={`${releasePath(release.publicId)}/history`} />
      {whyNot && <Notice tone="hold">{whyNot}</Notice>}
      {isStopped && (
        <Notice tone="hold">Something without which it cannot be sent is missing. See preflight.</Notice>
      )}
      {release.canApprove && !whyNot && !isStopped && (
        <>
          <p class="muted">
            An approval is of exactly this text, these files, this audience and this time. Any change takes it
            back.
          </p>
          <PostButton
            action={`${releasePath(release.publicId)}/review/approve`}
            fields={{ revision: String(release.version.revision) }}
            look="primary"
            icon="stamp"
          >
            Approve
          </PostButton>
        </>
      )}
      {release.canApprove && <SendBack {...props} />}
    </Section>
  );
}

function SendBack({ release, form }: ReviewPageProps): VNode {
  return (
    <form class="form" method="post" action={`${releasePath(release.publicId)}/review/send-back`} noValidate>
      <TextArea
        name="reason"
        label="A word to the writers"
        rows={2}
        placeholder="The figure in the second paragraph needs a source."
        form={form}
      />
      <ButtonRow>
        <Button icon="undo-2">Send back</Button>
      </ButtonRow>
    </form>
  );
}

function Approved({ release }: ReviewPageProps): VNode {
  const path = releasePath(release.publicId);
  return (
    <Section title={`Approved by ${release.summary.approvedBy ?? 'somebody'}`}>
      <p>It can be armed now. A change to text, files, audience or time takes the approval back.</p>
      <ButtonRow>
        {release.canArm && (
          <LinkButton href={`${path}/arm`} look="primary" icon="alarm-clock">
            Arm
          </LinkButton>
        )}
        {release.canApprove && (
          <PostButton action={`${path}/review/withdraw`} icon="undo-2">
            Take the approval back
          </PostButton>
        )}
      </ButtonRow>
    </Section>
  );
}

function Changes({ changed, historyHref }: { changed: string[] | null; historyHref: string }): VNode {
  if (changed === null) return <p>It has not been approved before.</p>;
  if (changed.length === 0) return <p>Nothing has changed since the last approval.</p>;
  return (
    <p>
      Changed since the last approval: <strong>{changed.join(', ')}</strong>.{' '}
      <a href={historyHref}>Compare</a>
    </p>
  );
}

function eventOf(event: ReviewEvent): TimelineEvent {
  const { at, icon, tone, title, who, detail } = event;
  return { at, icon, tone, title, ...(who ? { who } : {}), ...(detail ? { detail } : {}) };
}
