import type { ComponentChildren, VNode } from 'preact';
import type { EmbargoDescription } from '../releases/describe-embargo.js';
import type { ExpectedRecipients } from '../dispatch/plan-views.js';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { LinkButton } from '../web/components/button.js';
import { KeyValues, type KeyValue } from '../web/components/key-values.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Tabs } from '../web/components/tabs.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { Meaning } from './compose-embargo-page.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchLive, type LiveProps } from './dispatch-live.js';
import { isOver } from './dispatch-phase.js';
import { KIND_WORDS } from './dispatch-words.js';

/** The event that ends the stream; see `hx-sse:close`. */
export const WATCH_ENDS = 'done';

export type DispatchTab = 'watch' | 'recipients' | 'in-doubt' | 'certificate';

type FrameProps = {
  shell: DeskShell;
  progress: DispatchProgress;
  tab: DispatchTab;
  title?: string;
  children: ComponentChildren;
};

/** Every page of one dispatch: the headline, and the way to the others. */
export function DispatchFrame({ shell, progress, tab, title, children }: FrameProps): VNode {
  const base = `/desk/dispatches/${progress.id}`;
  const doubts = progress.account.in_doubt;
  return (
    <DeskPage title={title ?? progress.headline} active="dispatches" {...shell}>
      <PageHeader
        title={progress.headline}
        breadcrumb={[{ label: 'Dispatches', href: '/desk/dispatches' }]}
        lead={leadOf(progress)}
        actions={
          <LinkButton href={`/desk/releases/${progress.publicId}`} icon="newspaper">
            The release
          </LinkButton>
        }
      />
      <Tabs
        label="This dispatch"
        tabs={[
          { label: 'Watch', href: base, current: tab === 'watch' },
          {
            label: 'Recipients',
            href: `${base}/recipients`,
            // Before the freeze there is nothing to count, and this row is not part of what is kept up to date.
            ...(progress.account.frozen > 0 ? { count: progress.account.frozen } : {}),
            current: tab === 'recipients',
          },
          ...(doubts > 0 || tab === 'in-doubt'
            ? [{ label: 'In doubt', href: `${base}/in-doubt`, count: doubts, current: tab === 'in-doubt' }]
            : []),
          { label: 'Certificate', href: `${base}/certificate`, current: tab === 'certificate' },
        ]}
      />
      {children}
    </DeskPage>
  );
}

function leadOf({ kind, versionNumber }: DispatchProgress): string {
  const word = KIND_WORDS[kind] ?? kind;
  if (kind === 'original') return word;
  return `${word}, version ${versionNumber}, to exactly those who received the version before`;
}

type WatchProps = LiveProps & {
  shell: DeskShell;
  expected: ExpectedRecipients | null;
  /** The lift on the clocks of those who get it; null once it has lifted. */
  meaning: EmbargoDescription | null;
};

export function dispatchPage({ shell, expected, meaning, ...live }: WatchProps): string {
  const { progress } = live;
  const base = `/desk/dispatches/${progress.id}`;
  const stream = isOver(progress)
    ? {}
    : { 'hx-sse:connect': `${base}/events`, 'hx-sse:close': WATCH_ENDS, 'hx-swap': 'innerMorph' };
  return page(
    <DispatchFrame shell={shell} progress={progress} tab="watch">
      <section class="live" id="live" aria-label="Progress" tabIndex={-1} data-keeps-focus {...stream}>
        <DispatchLive {...live} />
      </section>
      <noscript>
        <p>
          <a href={base}>Refresh</a> to see how far it is. With JavaScript this page keeps itself current.
        </p>
      </noscript>
      <div class={meaning ? 'columns' : undefined}>
        <Plan progress={progress} zone={live.zone} expected={expected} />
        {meaning && (
          <Section title="The lift where they are">
            <Meaning meaning={meaning} />
          </Section>
        )}
      </div>
    </DispatchFrame>,
  );
}

function Plan({
  progress,
  zone,
  expected,
}: {
  progress: DispatchProgress;
  zone: string;
  expected: ExpectedRecipients | null;
}): VNode {
  const { armedAt, armedBy, stopAfter, pace } = progress;
  const items: KeyValue[] = [
    ...(expected ? [{ label: 'Recipients as of now', value: expectedText(progress, expected) }] : []),
    {
      label: 'Armed',
      value: (
        <>
          <Time at={armedAt} zone={zone} />
          {armedBy && ` by ${armedBy}`}
        </>
      ),
    },
    { label: 'Stop sending after', value: stopAfter ? <Time at={stopAfter} zone={zone} /> : 'No limit' },
    { label: 'Pace', value: pace ? `At most ${pace.toLocaleString('en')} a minute` : 'As fast as it goes' },
  ];
  return (
    <Section title="The plan">
      <KeyValues items={items} />
    </Section>
  );
}

function expectedText(progress: DispatchProgress, { early, general }: ExpectedRecipients): string {
  const hasEarly = progress.tiers.some((tier) => tier.tier === 'early');
  const all = `${general.toLocaleString('en')} ${hasEarly ? 'at the lift' : ''}`.trim();
  const first = hasEarly ? `${early.toLocaleString('en')} with early access, ` : '';
  return `${first}${all}. Frozen shortly before each tier opens.`;
}
