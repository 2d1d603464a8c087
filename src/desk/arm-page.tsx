import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import type { EmbargoDescription } from '../releases/describe-embargo.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { Breadcrumb } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { ArmAudience } from './arm-audience.js';
import { Meaning } from './compose-embargo-page.js';
import type { DeskShell } from './desk-shell.js';
import type { ShownPreflight } from './preview-desk.service.js';
import { MeasuringChoice } from './measuring-choice.js';
import { Preflight } from './preview-preflight.js';
import { type OpenRelease, releasePath } from './releases-open.js';
import { journalists, KIND_NAMES, titleOf } from './releases-words.js';

export interface ArmPageProps {
  shell: DeskShell;
  release: OpenRelease;
  audience: ArmAudience;
  meaning: EmbargoDescription | null;
  report: ShownPreflight;
  form: FormState;
  zone: string;
  measuring: { setting: Env['MEASURE']; isMeasured: boolean };
}

export function armPage(props: ArmPageProps): string {
  const { shell, release } = props;
  const crumbs = [
    { label: 'Releases', href: '/desk/releases' },
    { label: titleOf(release.version.headline), href: releasePath(release.publicId) },
  ];
  return page(
    <DeskPage title="Arm" active="releases" {...shell}>
      <Breadcrumb crumbs={crumbs} />
      <div class="columns">
        <Question {...props} />
        <div class="release-facts">
          <Section title={release.version.embargoAt ? 'The lift' : 'The time'}>
            <Meaning meaning={props.meaning} />
          </Section>
          <Audience {...props} />
          <MeasuringChoice path={releasePath(release.publicId)} {...props.measuring} />
        </div>
      </div>
    </DeskPage>,
  );
}

function Question(props: ArmPageProps): VNode {
  const { release, audience, report } = props;
  const isNow = release.version.embargoAt === null;
  return (
    <section class={`confirmation confirmation-${isNow ? 'danger' : 'primary'}`}>
      <h1>
        {isNow
          ? `Send this now to ${journalists(audience.total)}?`
          : `Arm this for ${journalists(audience.total)}?`}
      </h1>
      <div class="confirmation-text">
        <p>
          <strong>{titleOf(release.version.headline)}</strong>
        </p>
        <p>{whatHappens(props)}</p>
      </div>
      <ul>
        {consequences(props).map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <Preflight report={report} path={releasePath(release.publicId)} />
      <ArmForm {...props} />
    </section>
  );
}

function whatHappens({ meaning }: ArmPageProps): string {
  if (!meaning)
    return 'It is for immediate release: mails begin to leave within seconds, and the newsroom page opens at once.';
  const { date, time, name } = meaning.newsroom;
  const lift = `${date}, ${time} ${name}`;
  return `Nothing leaves before ${lift}. At that moment, and without a further word, the mails leave and the newsroom page opens.`;
}

function consequences({ release, audience, zone }: ArmPageProps): (VNode | string)[] {
  const { earlyAt, stopAfter, embargoAt, embargoZone, kind } = release.version;
  const at = (when: Date) => <Time at={when} zone={embargoZone ?? zone} look="full" />;
  return [
    ...(earlyAt
      ? [
          <>
            {`${journalists(audience.early)} with early access get it from `}
            {at(earlyAt)}, under the embargo mark.
          </>,
        ]
      : []),
    ...(stopAfter ? [<>What has not left by {at(stopAfter)} is not sent.</>] : []),
    ...(kind === 'original'
      ? ['Who subscribes or leaves before the sending begins is still taken into account.']
      : ['It goes to exactly those who received the release.']),
    embargoAt
      ? 'Until the lift it can be changed, paused or stopped; a change takes the approval back.'
      : 'Mails that have left cannot be called back. A correction or a kill can follow them.',
  ];
}

function ArmForm({ release, audience, form }: ArmPageProps): VNode {
  const path = releasePath(release.publicId);
  if (release.summary.state !== 'approved' && release.summary.state !== 'stopped')
    return <NotReady release={release} />;
  const isNow = release.version.embargoAt === null;
  return (
    <form class="form" method="post" action={`${path}/arm`} noValidate>
      <FormErrors form={form} labels={{ confirm: 'Confirm' }} />
      <input type="hidden" name="hash" value={release.version.contentHash.toString('hex')} />
      {isNow && (
        <>
          <input type="hidden" name="count" value={String(audience.total)} />
          <TextInput
            name="confirm"
            label={`Type ${audience.total} to confirm`}
            hint="The number of journalists who get it now."
            autocomplete="off"
            form={form}
          />
        </>
      )}
      <ButtonRow>
        <Button look={isNow ? 'danger' : 'primary'} icon={isNow ? 'send' : 'alarm-clock'}>
          {isNow ? 'Send it now' : 'Arm it'}
        </Button>
        <LinkButton href={`${path}/review`} look="quiet">
          Go back
        </LinkButton>
      </ButtonRow>
    </form>
  );
}

function NotReady({ release }: { release: OpenRelease }): VNode {
  const { dispatchId, state } = release.summary;
  if (dispatchId !== null && state !== 'draft')
    return (
      <Notice
        tone="info"
        title="It is armed already."
        actions={<LinkButton href={`/desk/dispatches/${dispatchId}`}>Open the dispatch</LinkButton>}
      />
    );
  return (
    <Notice
      tone="hold"
      title={`This ${KIND_NAMES[release.version.kind].toLowerCase()} is not approved as it stands.`}
      actions={<LinkButton href={`${releasePath(release.publicId)}/review`}>Go to the review</LinkButton>}
    >
      Somebody has to approve exactly this content, audience and time before it can be armed.
    </Notice>
  );
}

function Audience({ audience }: ArmPageProps): VNode {
  const stats = [
    { label: 'Would get it now', value: audience.total },
    ...(audience.early > 0 ? [{ label: 'of them early', value: audience.early }] : []),
    { label: 'Left out', value: audience.excluded.reduce((sum, { count }) => sum + count, 0) },
  ];
  return (
    <Section title="The audience">
      <StatNumbers stats={stats} />
      {audience.total === 0 && (
        <Notice tone="hold">Nobody would get it. Choose topics that somebody follows.</Notice>
      )}
      {audience.excluded.length > 0 && (
        <ul class="exclusions">
          {audience.excluded.map(({ reason, count }) => (
            <li>
              <strong>{count.toLocaleString('en')}</strong> {reason}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
