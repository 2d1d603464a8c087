import type { VNode } from 'preact';
import type { CountedReaders } from '../stats/counted-readers.js';
import type { DayFigures } from '../stats/day-figures.js';
import type { ReadersOfDispatch } from '../stats/readers-of-dispatch.js';
import type { ReleaseFigures } from '../stats/release-figures.js';
import { BarsByReason } from '../web/charts/bars-by-reason.js';
import { LineChart } from '../web/charts/line-chart.js';
import { PairedBars } from '../web/charts/paired-bars.js';
import { Notice } from '../web/components/notice.js';
import { Section } from '../web/components/section.js';
import { type Stat, StatNumbers } from '../web/components/stat-numbers.js';
import { Time } from '../web/components/time.js';
import { dayText, shareText } from './statistics-words.js';

/** Releases in one chart; the newest. */
const RELEASES = 12;

const SERIES = [
  { name: 'Opened', tone: 'accent' },
  { name: 'Clicked', tone: 'idle' },
] as const;

/** Figures over all releases of a window; none where nothing is measured. */
export function readerTotals(releases: readonly CountedReaders[]): Stat[] {
  const total = (name: keyof CountedReaders) => releases.reduce((sum, each) => sum + (each[name] ?? 0), 0);
  const counted = total('counted');
  if (counted === 0) return [];
  const of = `of ${counted.toLocaleString('en')} counted`;
  return [
    { label: 'Opened', value: shareText(total('opened'), counted), detail: of },
    { label: 'Clicked', value: shareText(total('clicked'), counted), detail: of },
  ];
}

/** Shares of the newest releases side by side. */
export function ReadersOfReleases({ releases }: { releases: readonly ReleaseFigures[] }): VNode | null {
  const measured = releases.filter((each) => each.counted !== null).slice(0, RELEASES);
  if (measured.length === 0) return null;
  return (
    <PairedBars
      id="readers"
      title="Opened and clicked"
      note="percent of those who are counted; scanners left out"
      heading="Release"
      series={SERIES}
      rows={measured.map((each) => ({
        name: each.headline,
        href: `/desk/statistics/${each.dispatchId}`,
        detail: `${(each.counted ?? 0).toLocaleString('en')} counted`,
        values: [percentOf(each.opened, each.counted), percentOf(each.clicked, each.counted)],
      }))}
      valueText={percentText}
    />
  );
}

/** Null where no release of the window is measured. */
export function ReadersByDay({ days, zone }: { days: readonly DayFigures[]; zone: string }): VNode | null {
  if (days.every((each) => each.opened === null)) return null;
  const points = (name: 'opened' | 'clicked') =>
    days.map((each) => ({ at: new Date(`${each.day}T12:00:00Z`), value: each[name] ?? 0 }));
  const busiest = days.reduce((best, each) => ((each.opened ?? 0) > (best.opened ?? 0) ? each : best));
  return (
    <LineChart
      id="readers-by-day"
      title="First opened and first clicked by day"
      note={`people, of each release once; days in ${zone}`}
      summary={`Most opened on ${busiest.day}: ${(busiest.opened ?? 0).toLocaleString('en')}.`}
      series={[
        { name: 'Opened', points: points('opened') },
        { name: 'Clicked', points: points('clicked') },
      ]}
      timeText={dayText(days.length)}
    />
  );
}

type ReadersProps = { readers: ReadersOfDispatch | null; liftAt: Date; zone: string };

export function Readers({ readers, liftAt, zone }: ReadersProps): VNode {
  if (!readers) return <NotCounted />;
  return (
    <Section title="Opened and clicked">
      <StatNumbers stats={sums(readers)} />
      <p class="account-line">{comparison(readers)}</p>
      <OverHours readers={readers} liftAt={liftAt} />
      <Links readers={readers} />
      <p class="muted">
        People are counted together and never by name, each once. Mail clients that hide pictures, and those
        that fetch them in advance, make opens a guess; clicks are firmer. {untilWhen(readers, zone)}
      </p>
    </Section>
  );
}

function NotCounted(): VNode {
  return (
    <Section title="Opened and clicked">
      <Notice tone="info">
        Not counted for this release: counting is switched off, or too few of its journalists are counted for
        a figure that could not be about one of them.
      </Notice>
    </Section>
  );
}

function sums(readers: ReadersOfDispatch): Stat[] {
  const { counted, opened, clicked, openRequests, clickRequests, machineOpens, machineClicks } = readers;
  const machines = (count: number) => `requests, ${count.toLocaleString('en')} by machines`;
  return [
    { label: 'Counted', value: counted, detail: 'journalists' },
    { label: 'Opened', value: shareText(opened, counted), detail: `${opened.toLocaleString('en')} people` },
    {
      label: 'Clicked',
      value: shareText(clicked, counted),
      detail: `${clicked.toLocaleString('en')} people`,
    },
    { label: 'Raw opens', value: openRequests, detail: machines(machineOpens) },
    { label: 'Raw clicks', value: clickRequests, detail: machines(machineClicks) },
  ];
}

export function comparison({ counted, opened, clicked, earlier }: ReadersOfDispatch): string {
  if (!earlier) return 'There is no earlier release to compare with.';
  const { compared, openedPercent, clickedPercent } = earlier;
  return (
    `Opened by ${shareText(opened, counted)} of those counted, clicked by ${shareText(clicked, counted)}. ` +
    `Median of the ${compared} before: ${shareText(openedPercent, 100)} and ${shareText(clickedPercent, 100)}.`
  );
}

function OverHours({ readers, liftAt }: { readers: ReadersOfDispatch; liftAt: Date }): VNode | null {
  if (readers.hours.length === 0) return null;
  const series = (name: 'opened' | 'clicked') => [
    { at: liftAt, value: 0 },
    ...readers.hours.map((each) => ({ at: each.at, value: each[name] })),
  ];
  return (
    <LineChart
      id="reader-hours"
      title="Readers since the lift"
      note="people, added up by hour"
      summary={`${readers.opened} people had opened it and ${readers.clicked} had clicked by the last reading.`}
      series={[
        { name: 'Opened', points: series('opened') },
        { name: 'Clicked', points: series('clicked') },
      ]}
      timeText={(at) => `+${Math.round((at.getTime() - liftAt.getTime()) / 3_600_000)} h`}
    />
  );
}

function Links({ readers: { links } }: { readers: ReadersOfDispatch }): VNode | null {
  if (links.length === 0) return null;
  return (
    <BarsByReason
      title="Clicked, by link"
      note="people; scanners left out"
      heading="Link"
      tone="accent"
      reasons={links.map(({ url, people, requests, machine }) => ({
        reason: url.replace(/^https?:\/\//, ''),
        detail: `${requests.toLocaleString('en')} requests, ${machine.toLocaleString('en')} by machines`,
        count: people,
      }))}
    />
  );
}

function untilWhen({ isClosed, until }: ReadersOfDispatch, zone: string): VNode {
  return isClosed ? (
    <>Counting ended; nothing is kept by which readers could be told apart.</>
  ) : (
    <>
      Counted until <Time at={until} zone={zone} />; then only these sums are kept.
    </>
  );
}

function percentOf(part: number | null, whole: number | null): number | null {
  return part === null || !whole ? null : (part / whole) * 100;
}

function percentText(value: number): string {
  return shareText(value, 100);
}
