import type { VNode } from 'preact';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import type { EmbargoDescription } from '../releases/describe-embargo.js';
import { Confirmation } from '../web/components/confirmation.js';
import { DateTimeWithZone } from '../web/components/date-time-with-zone.js';
import { FormErrors } from '../web/components/field.js';
import { Breadcrumb } from '../web/components/page-header.js';
import { TextArea, TextInput } from '../web/components/text-input.js';
import { timeText } from '../web/components/time.js';
import { type FormState, valueOf } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { Meaning } from './compose-embargo-page.js';
import type { DeskShell } from './desk-shell.js';
import type { SteeringAction } from './dispatch-buttons.js';
import { openCount, reachedCount } from './dispatch-phase.js';

/** What has to be typed to lift before the time. */
export const LIFT_WORDS = 'lift now';
/** What has to be typed to lift at another time before it. */
export const FORWARD_WORDS = 'bring forward';

type Facts = {
  progress: DispatchProgress;
  zone: string;
  /** Those of tiers that are not frozen yet. */
  expected: number;
  /** The new lift that was asked for, said back. Null: none was, or it cannot be. */
  meaning: EmbargoDescription | null;
};
type Wording = {
  title: string;
  text: string;
  consequences: string[];
  confirm: string;
  icon: string;
  look: 'primary' | 'danger';
};

type ConfirmationPageProps = { shell: DeskShell; action: SteeringAction; form: FormState } & Facts;

/** Says exactly what will happen and to how many; the numbers are those of this moment. */
export function dispatchConfirmationPage({ shell, action, form, ...facts }: ConfirmationPageProps): string {
  const wording = WORDINGS[action](facts);
  const base = `/desk/dispatches/${facts.progress.id}`;
  return page(
    <DeskPage title={wording.title} active="dispatches" {...shell}>
      <Breadcrumb
        crumbs={[
          { label: 'Dispatches', href: '/desk/dispatches' },
          { label: facts.progress.headline, href: base },
        ]}
      />
      <FormErrors form={form} />
      <Confirmation
        title={wording.title}
        consequences={wording.consequences}
        action={`${base}/${action}`}
        confirm={wording.confirm}
        icon={wording.icon}
        look={wording.look}
        cancelHref={base}
        inputs={<Inputs action={action} form={form} {...facts} />}
      >
        <p>{wording.text}</p>
      </Confirmation>
    </DeskPage>,
  );
}

function Inputs({
  action,
  form,
  ...facts
}: { action: SteeringAction; form: FormState } & Facts): VNode | null {
  if (action === 'forward') return <NewLift form={form} {...facts} />;
  if (action === 'lift')
    return (
      <TextInput
        name="confirm"
        label={`Type “${LIFT_WORDS}” to confirm`}
        hint="A lift cannot be taken back."
        autocomplete="off"
        form={form}
      />
    );
  if (action === 'correct' || action === 'kill')
    return (
      <TextArea
        name="notice"
        label={action === 'kill' ? 'Why it is withdrawn' : 'What was wrong, and what is right'}
        hint="Stands on top of the mail and of the newsroom’s page. You can still change it before it is approved."
        maxLength={4000}
        form={form}
      />
    );
  return null;
}

/** The time first; once it is said back it is pinned, and the words can be typed. */
function NewLift({ progress, zone, meaning, form }: { form: FormState } & Facts): VNode {
  if (!meaning)
    return (
      <DateTimeWithZone
        name="lift"
        label="New lift"
        hint="Before the lift as it is, and still to come."
        zone={progress.embargoZone ?? zone}
        commonZones={[zone]}
        form={form}
      />
    );
  return (
    <>
      <section class="new-lift" aria-label="The new lift">
        <Meaning meaning={meaning} />
        <a href={`/desk/dispatches/${progress.id}/forward`}>Choose another time</a>
      </section>
      {['lift.local', 'lift.zone'].map((name) => (
        <input type="hidden" name={name} value={valueOf(form, name)} />
      ))}
      <TextInput
        name="confirm"
        label={`Type “${FORWARD_WORDS}” to confirm`}
        hint="Readers who were told an earlier time cannot be told a later one with certainty."
        autocomplete="off"
        form={form}
      />
    </>
  );
}

const WORDINGS: Record<SteeringAction, (facts: Facts) => Wording> = {
  pause: ({ progress }) => ({
    title: `Pause for ${recipients(unsent(progress))}?`,
    text: `${quoted(progress)} stops leaving within a second, on every worker.`,
    consequences: [
      ...inFlight(progress),
      reachedCount(progress) === 0 ? 'Nobody has it yet.' : `${reached(progress)} Nothing changes for them.`,
      'Nobody is lost: when you resume, it goes on where it was.',
    ],
    confirm: 'Pause',
    icon: 'pause',
    look: 'primary',
  }),
  resume: ({ progress, expected, zone }) => ({
    title: `Send to ${recipients(openCount(progress) + expected)} now?`,
    text: resumeText(progress, zone),
    consequences: [
      ...(reachedCount(progress) === 0 ? [] : [`${reached(progress)} They are not sent it again.`]),
      'Whoever unsubscribed meanwhile is left out.',
      ...(progress.heldReason === 'restored' ? ['This database is confirmed as the one that sends.'] : []),
    ],
    confirm: progress.state === 'held' ? 'Send it' : 'Resume',
    icon: 'play',
    look: 'primary',
  }),
  stop: ({ progress, expected }) => ({
    title: `Stop for ${recipients(openCount(progress) + expected)}?`,
    text: `${quoted(progress)} does not leave any more. Those who were not sent it yet are cancelled for good.`,
    consequences: [
      ...inFlight(progress),
      reachedCount(progress) === 0
        ? 'Nobody has it yet, and the newsroom does not show it.'
        : `${reached(progress)} It cannot be taken out of their mailboxes; a correction or a kill can be sent to them.`,
      `To send it ${reachedCount(progress) === 0 ? '' : 'to the others '}after all, it has to be approved and armed again.`,
    ],
    confirm: 'Stop it',
    icon: 'octagon-x',
    look: 'danger',
  }),
  forward: ({ progress, expected, zone, meaning }) => ({
    title: 'Bring the lift forward?',
    text:
      `The embargo is until ${liftText(progress, zone)}. At the new time instead, ` +
      `${quoted(progress)} is sent to ${recipients(openCount(progress) + expected)} and opens in the newsroom.`,
    consequences: [
      ...earlyReaders(progress, 'when the embargo ends'),
      'Nothing leaves by this step, and the approval stands.',
      'It is in the record, with your name.',
    ],
    confirm: meaning ? 'Bring it forward' : 'Continue',
    icon: 'clock',
    look: 'primary',
  }),
  lift: ({ progress, expected, zone }) => ({
    title: 'Lift the embargo now?',
    text:
      `The embargo is until ${liftText(progress, zone)}. Lifting now sends ` +
      `${quoted(progress)} to ${recipients(openCount(progress) + expected)} within seconds and opens it in the newsroom.`,
    consequences: [
      ...earlyReaders(progress, 'that the embargo is over'),
      'It is in the record, with your name.',
      'Use this when the embargo was broken elsewhere.',
    ],
    confirm: 'Lift now',
    icon: 'lock-open',
    look: 'danger',
  }),
  correct: ({ progress }) => ({
    title: `Correct it for ${recipients(reachedCount(progress))}?`,
    text:
      'A correction begins as a draft with the text as it was sent. It goes, once approved and armed, to exactly ' +
      `${recipients(reachedCount(progress))} who have or may have the version before, as an answer to it.`,
    consequences: [
      'Nothing leaves by this step.',
      'The newsroom’s page shows the correction with its time once it is sent.',
      ...(openCount(progress) > 0
        ? [
            `${number(openCount(progress))} have not been sent the wrong version yet. Pause or stop it as well.`,
          ]
        : []),
    ],
    confirm: 'Begin the correction',
    icon: 'file-pen-line',
    look: 'primary',
  }),
  kill: ({ progress }) => ({
    title: `Kill it for ${recipients(reachedCount(progress))}?`,
    text:
      (progress.state === 'armed' || progress.state === 'paused' || progress.state === 'held'
        ? `The dispatch is stopped at once: ${recipients(openCount(progress))} are cancelled. Then a `
        : 'A ') +
      `kill notice is prepared for exactly ${recipients(reachedCount(progress))} who have it or may have it.`,
    consequences: [
      'The notice leaves only after it is approved and armed; it then goes ahead of all other work.',
      'The newsroom shows the withdrawal in place of the release once the notice is sent.',
    ],
    confirm: 'Kill it',
    icon: 'circle-x',
    look: 'danger',
  }),
};

function resumeText(progress: DispatchProgress, zone: string): string {
  if (progress.state === 'paused' && progress.liftAt > progress.now)
    return `${quoted(progress)} is armed again and leaves at its lift, ${liftText(progress, zone)}.`;
  return `${quoted(progress)} goes on at once.`;
}

function inFlight({ account }: DispatchProgress): string[] {
  if (account.transmitting === 0) return [];
  return [`${number(account.transmitting)} are being transmitted at this moment and will arrive.`];
}

/** In quotation marks, unless the headline begins with some of its own. */
function quoted({ headline }: DispatchProgress): string {
  return /^[“"„«‘]/.test(headline) ? headline : `“${headline}”`;
}

function reached(progress: DispatchProgress): string {
  const count = reachedCount(progress);
  return count === 1 ? 'One recipient has it or may have it.' : `${number(count)} have it or may have it.`;
}

function earlyReaders({ tiers }: DispatchProgress, what: string): string[] {
  const early = tiers.find((tier) => tier.tier === 'early');
  const count = early ? early.accepted + early.in_doubt + early.transmitting : 0;
  if (count === 0) return [];
  return [`${recipients(count)} with early access ${count === 1 ? 'is' : 'are'} told first ${what}.`];
}

function unsent({ account }: DispatchProgress): number {
  return account.pending + account.deferred;
}

function recipients(count: number): string {
  return count === 1 ? 'one recipient' : `${number(count)} recipients`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}

/** In the zone that the embargo was set in, which is also the one that a new time is typed in. */
function liftText({ liftAt, embargoZone }: DispatchProgress, zone: string): string {
  return timeText(liftAt, embargoZone ?? zone, 'full', 'en-GB');
}
