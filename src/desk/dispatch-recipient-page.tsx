import { categories, type BounceCategory } from '../bounces/reading/categories.js';
import type { RecipientHistory, RecipientStep } from '../dispatch/recipient-views.js';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { Badge, type BadgeState } from '../web/components/badge.js';
import { KeyValues } from '../web/components/key-values.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { Timeline, type TimelineEvent } from '../web/components/timeline.js';
import { page } from '../web/page.js';
import { addressShown } from './address-shown.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchFrame } from './dispatch-page.js';
import { reasonInWords, TIER_WORDS } from './dispatch-words.js';

/** What came back for this delivery later. */
export interface BounceOfRecipient {
  at: Date;
  kind: 'bounce' | 'delayed' | 'feedback';
  category: string;
  status: string | null;
  diagnostic: string | null;
  action: string;
}

type RecipientProps = {
  shell: DeskShell;
  progress: DispatchProgress;
  recipient: RecipientHistory;
  bounces: readonly BounceOfRecipient[];
  zone: string;
};

export function recipientPage({ shell, progress, recipient, bounces, zone }: RecipientProps): string {
  const who = recipient.name || addressShown(recipient.email);
  const events = [...historyOf(recipient, progress), ...bounces.map(bounceEvent)].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
  return page(
    <DispatchFrame shell={shell} progress={progress} tab="recipients" title={`${who}: ${progress.headline}`}>
      <Section title={who} actions={<Badge state={recipient.state as BadgeState} />}>
        <KeyValues
          items={[
            { label: 'Address', value: addressShown(recipient.email) },
            {
              label: 'Contact',
              value: <a href={`/desk/contacts/${recipient.contactId}`}>All about {who}</a>,
            },
            { label: 'Tier', value: TIER_WORDS[recipient.tier] ?? recipient.tier },
            { label: 'Attempts', value: recipient.attempt },
            ...(recipient.nextAttemptAt
              ? [{ label: 'Tried again', value: <Time at={recipient.nextAttemptAt} zone={zone} /> }]
              : []),
          ]}
        />
        <Timeline events={events} zone={zone} />
      </Section>
    </DispatchFrame>,
  );
}

function historyOf(recipient: RecipientHistory, progress: DispatchProgress): TimelineEvent[] {
  const frozen = recipient.frozenAt
    ? [event(recipient.frozenAt, 'users', 'idle', 'Chosen as a recipient, when the audience was frozen')]
    : [];
  const started =
    recipient.state === 'transmitting' && recipient.transmittingAt
      ? [event(recipient.transmittingAt, 'arrow-up-right', 'accent', 'Being transmitted at this moment')]
      : [];
  const cancelled =
    recipient.state === 'cancelled' && progress.endedAt
      ? [
          event(
            progress.endedAt,
            'minus',
            'idle',
            'Cancelled, because the dispatch was stopped before it left',
          ),
        ]
      : [];
  return [...frozen, ...recipient.steps.map(stepEvent), ...started, ...cancelled];
}

/** One attempt's end in plain words; the server's own words stand below it. */
export function stepEvent(step: RecipientStep): TimelineEvent {
  const said = [step.replyCode, step.replyText].filter(Boolean).join(' ');
  const why = reasonInWords(step.state, step.replyCode, step.replyText);
  const detail = said ? <code>{said}</code> : undefined;
  switch (step.state) {
    case 'accepted':
      return event(step.at, 'check', 'ok', `Attempt ${step.attempt}: their server took it`, detail);
    case 'refused':
      return event(step.at, 'ban', 'stop', `Attempt ${step.attempt}: refused. ${why}`, detail);
    case 'deferred':
      return event(step.at, 'hourglass', 'hold', `Attempt ${step.attempt}: not now. ${why}`, detail);
    case 'in_doubt':
      return event(
        step.at,
        'circle-question-mark',
        'hold',
        `Attempt ${step.attempt}: no answer came, so they may have it or not`,
        detail,
      );
    case 'suppressed':
      return event(step.at, 'user-x', 'idle', `Left out: ${why}`);
    default:
      return event(step.at, 'circle', 'idle', step.state, detail);
  }
}

function bounceEvent(bounce: BounceOfRecipient): TimelineEvent {
  const means = categories[bounce.category as BounceCategory]?.means ?? bounce.category;
  const titles = {
    bounce: `It came back later. ${means}`,
    delayed: `Their server says that it is delayed. ${means}`,
    feedback: 'Reported as unwanted',
  };
  const said = [bounce.status, bounce.diagnostic].filter(Boolean).join(' ');
  const done = bounce.action === 'none' ? '' : `What followed: ${bounce.action}.`;
  const detail = (
    <>
      {said && <code>{said}</code>} {done}
    </>
  );
  return event(bounce.at, 'undo-2', bounce.kind === 'delayed' ? 'hold' : 'stop', titles[bounce.kind], detail);
}

function event(
  at: Date,
  icon: string,
  tone: TimelineEvent['tone'],
  title: string,
  detail?: TimelineEvent['detail'],
): TimelineEvent {
  return { at, icon, tone, title, ...(detail === undefined ? {} : { detail }) };
}
