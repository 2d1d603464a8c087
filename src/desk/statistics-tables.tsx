import type { VNode } from 'preact';
import type { CountedReaders } from '../stats/counted-readers.js';
import type { OutletFigures } from '../stats/outlet-figures.js';
import type { ReleaseFigures } from '../stats/release-figures.js';
import type { Outcome } from '../stats/statistics-window.js';
import type { TopicFigures } from '../stats/topic-figures.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { Time } from '../web/components/time.js';
import { secondsText } from './dispatch-phase.js';
import { KIND_WORDS } from './dispatch-words.js';
import { shareText } from './statistics-words.js';

export function ReleaseTable({ rows, zone }: { rows: readonly ReleaseFigures[]; zone: string }): VNode {
  const columns: Column<ReleaseFigures>[] = [
    {
      title: 'Release',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/statistics/${row.dispatchId}`}
          title={row.headline}
          detail={row.kind === 'original' ? undefined : KIND_WORDS[row.kind]}
        />
      ),
    },
    { title: 'Lift', cell: (row) => <Time at={row.liftAt} zone={zone} /> },
    ...outcomeColumns<ReleaseFigures>(),
    {
      title: 'Median after the lift',
      align: 'end',
      cell: (row) => (row.medianSeconds === null ? '–' : secondsText(row.medianSeconds)),
    },
  ];
  return <DataTable caption="Releases" columns={columns} rows={rows} empty={<p>None.</p>} />;
}

export function TopicTable({ rows }: { rows: readonly TopicFigures[] }): VNode {
  const columns: Column<TopicFigures>[] = [
    { title: 'Topic', isTitle: true, cell: (row) => row.topic },
    { title: 'Releases', align: 'end', cell: (row) => number(row.releases) },
    ...outcomeColumns<TopicFigures>(),
  ];
  return <DataTable caption="Topics" columns={columns} rows={rows} empty={<p class="muted">No topics.</p>} />;
}

export function OutletTable({ rows }: { rows: readonly OutletFigures[] }): VNode {
  const columns: Column<OutletFigures>[] = [
    { title: 'Outlet', isTitle: true, cell: (row) => row.outlet ?? 'Without an outlet' },
    ...outcomeColumns<OutletFigures>(),
  ];
  return (
    <DataTable caption="Outlets" columns={columns} rows={rows} empty={<p class="muted">No outlets.</p>} />
  );
}

function outcomeColumns<Row extends Outcome & CountedReaders>(): Column<Row>[] {
  return [
    { title: 'Recipients', align: 'end', cell: (row) => number(row.recipients) },
    { title: 'Accepted', align: 'end', cell: (row) => number(row.accepted) },
    { title: 'Refused', align: 'end', cell: (row) => number(row.refused) },
    { title: 'Bounced', align: 'end', cell: (row) => number(row.bounced) },
    { title: 'Opened', align: 'end', cell: ({ opened, counted }) => share(opened, counted) },
    { title: 'Clicked', align: 'end', cell: ({ clicked, counted }) => share(clicked, counted) },
  ];
}

/** Of those who are counted; a dash where nothing is measured or of too few. */
function share(part: number | null, counted: number | null): string {
  return part === null ? '–' : shareText(part, counted ?? 0);
}

function number(value: number): string {
  return value.toLocaleString('en');
}
