import type { VNode } from 'preact';
import type { KeptForm } from '../auth/kept-form.entity.js';
import { Tag } from '../web/components/badge.js';
import { LinkButton } from '../web/components/button.js';
import { Countdown } from '../web/components/countdown.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time, timeText } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { CalendarList } from './calendar-list.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchBadge } from './dispatch-list-page.js';
import { secondsAfter } from './dispatch-phase.js';
import { KIND_WORDS } from './dispatch-words.js';
import { KeptFormNotices } from './kept-forms-notices.js';
import { LATELY_DAYS, type Overview, type OverviewDispatch, type WaitingRelease } from './overview-facts.js';
import type { Trouble } from './overview-troubles.js';

type OverviewProps = {
  shell: DeskShell;
  overview: Overview;
  troubles: readonly Trouble[];
  /** What this person had typed when their session ended. */
  kept: readonly KeptForm[];
  zone: string;
  canWrite: boolean;
};

export function overviewPage({ shell, overview, troubles, kept, zone, canWrite }: OverviewProps): string {
  const isEmpty = [
    overview.live,
    overview.lately,
    overview.inReview,
    overview.approved,
    overview.calendar,
  ].every((list) => list.length === 0);
  return page(
    <DeskPage title="Overview" active="overview" {...shell}>
      <PageHeader
        title={today(overview.now, zone)}
        lead={leadOf(overview, troubles)}
        actions={
          canWrite && (
            <LinkButton href="/desk/releases/new" look="primary" icon="plus" data-shortcut="n">
              New release
            </LinkButton>
          )
        }
      />
      <KeptFormNotices forms={kept} zone={zone} />
      <Troubles troubles={troubles} />
      {isEmpty ? <FirstDay /> : <Lists overview={overview} zone={zone} />}
    </DeskPage>,
  );
}

function today(now: Date, zone: string): string {
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: zone }).format(now);
  return `${weekday}, ${timeText(now, zone, 'date', 'en-GB')}`;
}

function leadOf({ live, inReview }: Overview, troubles: readonly Trouble[]): string {
  const armed = live.length === 0 ? 'Nothing is armed' : `${live.length} armed or under way`;
  const review = inReview.length === 0 ? 'nothing waits for approval' : `${inReview.length} to approve`;
  const trouble = troubles.length === 0 ? 'nothing went wrong' : `${troubles.length} to look at`;
  return `${armed}, ${review}, ${trouble}.`;
}

function Troubles({ troubles }: { troubles: readonly Trouble[] }): VNode | null {
  if (troubles.length === 0) return null;
  return (
    <Section title="Needs you" id="needs-you">
      <div class="trouble-list">
        {troubles.map((each) => (
          <Notice
            tone={each.tone}
            title={each.title}
            actions={<LinkButton href={each.href}>{each.action}</LinkButton>}
          >
            {each.text}
          </Notice>
        ))}
      </div>
    </Section>
  );
}

function FirstDay(): VNode {
  return (
    <EmptyState
      icon="sun"
      title="A quiet morning"
      actions={
        <LinkButton href="/desk/releases" look="primary" icon="newspaper">
          Go to the releases
        </LinkButton>
      }
    >
      What is armed, what waits for approval, what went wrong and what comes in the next weeks will stand
      here.
    </EmptyState>
  );
}

function Lists({ overview, zone }: { overview: Overview; zone: string }): VNode {
  return (
    <>
      <Section title="Armed and under way" id="armed">
        <DataTable
          caption="Armed and under way"
          columns={liveColumns(overview.now, zone)}
          rows={overview.live}
          empty={<p class="muted">Nothing is armed. What is approved can be armed from its release.</p>}
        />
      </Section>
      <div class="columns">
        <Section title="Needs approval" id="approve">
          <Waiting rows={overview.inReview} zone={zone} empty="Nothing waits for approval." />
        </Section>
        <Section title="Approved, not armed" id="approved">
          <Waiting rows={overview.approved} zone={zone} empty="Nothing that is approved waits to be armed." />
        </Section>
      </div>
      <div class="columns">
        <Section title="Coming up" id="calendar" actions={<a href="/desk/calendar">Calendar</a>}>
          {overview.calendar.length === 0 && (
            <p class="muted">No embargo and no event within the next weeks.</p>
          )}
          <CalendarList entries={overview.calendar} zone={zone} now={overview.now} />
        </Section>
        <Section title="Went out lately" id="lately">
          <DataTable
            caption="Went out lately"
            columns={latelyColumns(zone)}
            rows={overview.lately}
            empty={<p class="muted">Nothing within the last {LATELY_DAYS} days.</p>}
          />
        </Section>
      </div>
    </>
  );
}

function liveColumns(now: Date, zone: string): Column<OverviewDispatch>[] {
  return [
    { title: 'Release', isTitle: true, cell: (row) => <Headline row={row} /> },
    { title: 'State', cell: (row) => <DispatchBadge row={row} /> },
    {
      title: 'Lift',
      cell: (row) => (
        <>
          <Time at={row.liftAt} zone={row.embargoZone ?? zone} />{' '}
          <span class="muted">{row.embargoZone ?? zone}</span>
        </>
      ),
    },
    {
      title: 'In',
      align: 'end',
      cell: (row) =>
        row.liftAt > now ? <Countdown until={row.liftAt} now={now} done="Any moment" /> : 'lifted',
    },
    {
      title: 'Accepted',
      align: 'end',
      cell: (row) => (row.frozen > 0 ? `${number(row.accepted)} of ${number(row.frozen)}` : 'not frozen yet'),
    },
  ];
}

function Headline({ row }: { row: OverviewDispatch }): VNode {
  const detail = row.kind === 'original' ? undefined : (KIND_WORDS[row.kind] ?? row.kind);
  return <TitleCell href={`/desk/dispatches/${row.id}`} title={row.headline} detail={detail} />;
}

function Waiting({
  rows,
  zone,
  empty,
}: {
  rows: readonly WaitingRelease[];
  zone: string;
  empty: string;
}): VNode {
  return (
    <DataTable
      caption={empty}
      columns={waitingColumns(zone)}
      rows={rows}
      empty={<p class="muted">{empty}</p>}
    />
  );
}

function waitingColumns(zone: string): Column<WaitingRelease>[] {
  return [
    {
      title: 'Release',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/releases/${row.publicId}`}
          title={row.headline || 'Without a headline'}
          detail={
            <>
              saved <Time at={row.updatedAt} zone={zone} />
              {row.updatedBy && ` by ${row.updatedBy}`}
            </>
          }
        />
      ),
    },
    {
      title: 'Embargo',
      cell: (row) =>
        row.embargoAt ? (
          <Time at={row.embargoAt} zone={zone} />
        ) : (
          <Tag icon="send" tone="idle">
            For immediate release
          </Tag>
        ),
    },
  ];
}

function latelyColumns(zone: string): Column<OverviewDispatch>[] {
  return [
    { title: 'Release', isTitle: true, cell: (row) => <WentOut row={row} zone={zone} /> },
    { title: 'State', cell: (row) => <DispatchBadge row={row} /> },
    { title: 'Accepted', align: 'end', cell: (row) => `${number(row.accepted)} of ${number(row.frozen)}` },
  ];
}

function WentOut({ row, zone }: { row: OverviewDispatch; zone: string }): VNode {
  const { liftAt, firstAcceptedAt, lastAcceptedAt, kind } = row;
  const arrived =
    firstAcceptedAt && lastAcceptedAt
      ? `, accepted ${secondsAfter(liftAt, firstAcceptedAt)} to ${secondsAfter(liftAt, lastAcceptedAt)}`
      : '';
  const detail = (
    <>
      {kind !== 'original' && `${KIND_WORDS[kind] ?? kind}, `}
      lifted <Time at={liftAt} zone={zone} />
      {arrived}
    </>
  );
  return <TitleCell href={`/desk/dispatches/${row.id}`} title={row.headline} detail={detail} />;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
