import type { VNode } from 'preact';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { DataTable } from '../web/components/data-table.js';
import { Notice } from '../web/components/notice.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { TIER_WORDS } from './dispatch-words.js';
import { FIRST_SHOWN, type PlannedTier, type RehearsalPlan } from './rehearsal-plan.js';
import { ReleaseHeader } from './releases-header.js';
import { languageName } from './releases-languages.js';
import { type OpenRelease, releasePath } from './releases-open.js';
import { journalists } from './releases-words.js';

export interface RehearsalPageProps {
  shell: DeskShell;
  release: OpenRelease;
  plan: RehearsalPlan;
  hasMailbox: boolean;
  zone: string;
}

export function rehearsalPage(props: RehearsalPageProps): string {
  const { shell, release, plan } = props;
  return page(
    <DeskPage title="Rehearsal" active="releases" {...shell}>
      <ReleaseHeader release={release} tab="rehearsal" />
      <Summary {...props} />
      {release.canBegin && <Rehearse {...props} />}
      {plan.tiers.map((tier) => (
        <Tier tier={tier} {...props} />
      ))}
      <Exclusions {...props} />
    </DeskPage>,
  );
}

function Summary({ plan }: RehearsalPageProps): VNode {
  const { audience, speed } = plan;
  const left = audience.excluded.reduce((sum, { count }) => sum + count, 0);
  const perSecond = speed === null ? '–' : Math.max(1, Math.round(speed)).toLocaleString('en');
  const measured = speed === null ? 'nothing large was sent yet' : 'as measured last';
  const stats = [
    { label: 'Would get it', value: audience.total },
    { label: 'Mail domains', value: audience.domains },
    { label: 'Left out', value: left },
    { label: 'Mails a second', value: perSecond, detail: measured },
  ];
  return (
    <>
      <p>
        This is the plan as it would be now. Who follows, leaves or accepts early access before a tier is
        frozen, minutes before it opens, still changes it.
      </p>
      <StatNumbers stats={stats} />
    </>
  );
}

function Rehearse({ release, plan, hasMailbox }: RehearsalPageProps): VNode {
  const { languages } = release;
  if (!hasMailbox)
    return (
      <Notice tone="hold" title="There is no local mailbox here.">
        This instance sends through a mail server, so a rehearsal of the mails would reach real people. Send
        yourself a test from the preview, or rehearse on an instance without SMTP_URL.
      </Notice>
    );
  const others = languages.filter(({ publicId }) => publicId !== release.publicId);
  const tiers = plan.tiers.map(({ tier }) => (TIER_WORDS[tier] ?? tier).toLowerCase()).join(' and ');
  return (
    <Section title="Write the mails">
      <p>
        {`The first mails of each tier (${tiers}) are written into the local mailbox as they would leave`}
        {others.length > 0 && `, in ${languages.map(({ language }) => languageName(language)).join(' and ')}`}
        . Nothing is sent: their personal links lead nowhere, and “[Rehearsal]” stands before the subject.
      </p>
      <form method="post" action={`${releasePath(release.publicId)}/rehearsal`} class="form">
        <Select
          name="mails"
          label="Mails of each tier and language"
          value="1"
          options={[1, 5, FIRST_SHOWN].map((count) => ({ value: String(count), label: String(count) }))}
        />
        <ButtonRow>
          <Button look="primary" icon="mailbox">
            Write them into the local mailbox
          </Button>
          <LinkButton href="/mailbox?q=%5BRehearsal%5D" icon="inbox">
            Open the local mailbox
          </LinkButton>
        </ButtonRow>
      </form>
    </Section>
  );
}

function Tier({ tier, plan, release, zone }: RehearsalPageProps & { tier: PlannedTier }): VNode {
  const { embargoZone } = release.version;
  const rows = tier.first.map((each, i) => ({ ...each, place: i + 1 }));
  const order = plan.isFinalOrder
    ? 'This is the order in which the mails leave.'
    : 'One of many orders: the lots are drawn when it is armed.';
  return (
    <Section title={`${TIER_WORDS[tier.tier]}: ${journalists(tier.count)}`}>
      <p>
        {tier.opensAt ? (
          <>
            From <Time at={tier.opensAt} zone={embargoZone ?? zone} look="full" />
          </>
        ) : (
          'At once when it is armed'
        )}
        {durationWords(tier)}.{' '}
        {tier.count > 1 && `${order} The next release draws another, so that nobody is always last.`}
      </p>
      <DataTable
        caption={`The first ${rows.length} of ${TIER_WORDS[tier.tier]}`}
        columns={[
          { title: 'Place', cell: ({ place }) => place },
          {
            title: 'Journalist',
            isTitle: true,
            cell: ({ contactId, name, email }) => <a href={`/desk/contacts/${contactId}`}>{name || email}</a>,
          },
          { title: 'Address', cell: ({ email }) => email },
        ]}
        rows={rows}
        empty={<p class="muted">Nobody, as things stand.</p>}
      />
      {tier.count > rows.length && rows.length > 0 && (
        <p class="muted">{`and ${(tier.count - rows.length).toLocaleString('en')} more`}</p>
      )}
    </Section>
  );
}

/** ", the last mail about 40 seconds later" */
export function durationWords({ seconds, count }: Pick<PlannedTier, 'seconds' | 'count'>): string {
  if (count === 0 || seconds === null) return '';
  if (seconds < 1) return ', all within a second';
  if (seconds < 120) return `, the last about ${Math.ceil(seconds)} seconds later`;
  return `, the last about ${Math.ceil(seconds / 60)} minutes later`;
}

function Exclusions({ plan }: RehearsalPageProps): VNode | null {
  const { excluded } = plan.audience;
  if (excluded.length === 0) return null;
  return (
    <Section title="Left out">
      <ul class="exclusions">
        {excluded.map(({ reason, count }) => (
          <li>
            <strong>{count.toLocaleString('en')}</strong> {reason}
          </li>
        ))}
      </ul>
    </Section>
  );
}
