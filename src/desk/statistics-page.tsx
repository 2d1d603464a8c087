import type { VNode } from 'preact';
import type { DayFigures } from '../stats/day-figures.js';
import type { OutletFigures } from '../stats/outlet-figures.js';
import type { ReasonFigures } from '../stats/reason-figures.js';
import type { ReleaseFigures } from '../stats/release-figures.js';
import type { Outcome, StatisticsWindow } from '../stats/statistics-window.js';
import type { TopicFigures } from '../stats/topic-figures.js';
import { LineChart, type TimePoint } from '../web/charts/line-chart.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { PrintButton } from '../web/components/islands.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { ReasonCharts, SpreadOfReleases } from './statistics-charts.js';
import { ReadersByDay, ReadersOfReleases, readerTotals } from './statistics-readers.js';
import { OutletTable, ReleaseTable, TopicTable } from './statistics-tables.js';
import { dayText, shareText } from './statistics-words.js';

export interface Statistics {
  releases: ReleaseFigures[];
  topics: TopicFigures[];
  outlets: OutletFigures[];
  days: DayFigures[];
  reasons: ReasonFigures;
}

type StatisticsProps = {
  shell: DeskShell;
  window: StatisticsWindow;
  topics: readonly { id: number; name: string }[];
  statistics: Statistics;
  form: FormState;
};

export function statisticsPage({ shell, window, topics, statistics, form }: StatisticsProps): string {
  return page(
    <DeskPage title="Statistics" active="statistics" {...shell}>
      <PageHeader
        title="Statistics"
        lead="What was accepted, refused and sent back, how fast it arrived, and how many read it. Journalists are not watched: opens and clicks are counted together, never by name, and not shown of few people."
        actions={<PrintButton />}
      />
      <Filter window={window} topics={topics} form={form} />
      {statistics.releases.length === 0 ? <Nothing /> : <Numbers window={window} statistics={statistics} />}
    </DeskPage>,
  );
}

function Filter({ window, topics, form }: Pick<StatisticsProps, 'window' | 'topics' | 'form'>): VNode {
  const options = topics.map((topic) => ({ value: String(topic.id), label: topic.name }));
  return (
    <form method="get" action="/desk/statistics" class="toolbar-form" noValidate>
      <FormErrors form={form} />
      <FieldRow>
        <TextInput name="from" label="Lifted from" type="date" value={window.from} form={form} />
        <TextInput name="to" label="to" type="date" value={window.to} form={form} />
        <Select
          name="topic"
          label="Topic"
          placeholder="All topics"
          required={false}
          options={options}
          value={window.topicId ? String(window.topicId) : ''}
          form={form}
        />
      </FieldRow>
      <ButtonRow>
        <Button icon="search">Show</Button>
      </ButtonRow>
    </form>
  );
}

function Nothing(): VNode {
  return (
    <EmptyState
      icon="chart-line"
      title="Nothing was sent in this time"
      actions={<LinkButton href="/desk/dispatches">See all dispatches</LinkButton>}
    >
      As soon as a release has gone out, its numbers stand here beside those of the ones before.
    </EmptyState>
  );
}

function Numbers({ window, statistics }: { window: StatisticsWindow; statistics: Statistics }): VNode {
  const { releases, topics, outlets, days, reasons } = statistics;
  return (
    <>
      <Totals releases={releases} />
      <OverTime days={fromFirstBusyDay(days)} window={window} />
      <Section title="Releases" actions={<CsvLink what="releases" window={window} />}>
        <ReleaseTable rows={releases} zone={window.zone} />
        <div class="columns">
          <SpreadOfReleases releases={releases} />
          <ReadersOfReleases releases={releases} />
        </div>
      </Section>
      <ReasonCharts reasons={reasons} />
      <Section title="Topics" actions={<CsvLink what="topics" window={window} />}>
        <TopicTable rows={topics} />
      </Section>
      <Section title="Outlets" actions={<CsvLink what="outlets" window={window} />}>
        <OutletTable rows={outlets} />
      </Section>
    </>
  );
}

function Totals({ releases }: { releases: readonly ReleaseFigures[] }): VNode {
  const total = (name: keyof Outcome): number => releases.reduce((sum, each) => sum + each[name], 0);
  const tried = total('accepted') + total('refused');
  return (
    <StatNumbers
      stats={[
        { label: 'Dispatches', value: releases.length },
        {
          label: 'Accepted',
          value: total('accepted'),
          detail: `of ${total('recipients').toLocaleString('en')}`,
        },
        { label: 'Refused', value: total('refused'), detail: shareText(total('refused'), tried) },
        {
          label: 'Bounced later',
          value: total('bounced'),
          detail: shareText(total('bounced'), total('accepted')),
        },
        { label: 'In doubt', value: total('inDoubt') },
        ...readerTotals(releases),
      ]}
    />
  );
}

/** Weeks without anything before the first answer would press the rest together. */
export function fromFirstBusyDay(days: readonly DayFigures[]): readonly DayFigures[] {
  const first = days.findIndex(
    (each) => each.accepted + each.refused + each.bounced + (each.opened ?? 0) > 0,
  );
  return days.slice(Math.max(0, Math.min(first - 1, days.length - SHORTEST_CHART)));
}

/** Days. */
const SHORTEST_CHART = 14;

function OverTime({ days, window }: { days: readonly DayFigures[]; window: StatisticsWindow }): VNode {
  const points = (name: 'accepted' | 'refused' | 'bounced'): TimePoint[] =>
    days.map((each) => ({ at: new Date(`${each.day}T12:00:00Z`), value: each[name] }));
  const busiest = days.reduce((best, each) => (each.accepted > best.accepted ? each : best));
  return (
    <Section title="By day" actions={<CsvLink what="days" window={window} />}>
      <LineChart
        id="by-day"
        title="Accepted, refused and bounced by day"
        note={`days in ${window.zone}`}
        summary={`Most were accepted on ${busiest.day}: ${busiest.accepted.toLocaleString('en')}.`}
        series={[
          { name: 'Accepted', points: points('accepted') },
          { name: 'Refused', points: points('refused') },
          { name: 'Bounced later', points: points('bounced') },
        ]}
        timeText={dayText(days.length)}
      />
      <ReadersByDay days={days} zone={window.zone} />
    </Section>
  );
}

function CsvLink({ what, window }: { what: string; window: StatisticsWindow }): VNode {
  const { from, to, topicId } = window;
  const query = new URLSearchParams({ from, to, ...(topicId ? { topic: String(topicId) } : {}) });
  return (
    <LinkButton
      href={`/desk/statistics/export/${what}.csv?${query.toString()}`}
      look="quiet"
      icon="download"
      download
    >
      CSV
    </LinkButton>
  );
}
