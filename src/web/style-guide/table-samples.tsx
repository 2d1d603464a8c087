import type { VNode } from 'preact';
import { Badge, type BadgeState } from '../components/badge.js';
import { LinkButton } from '../components/button.js';
import { DataTable, TitleCell } from '../components/data-table.js';
import { PageHeader } from '../components/page-header.js';
import { Pagination } from '../components/pagination.js';
import { Segmented } from '../components/segmented.js';
import { Tabs } from '../components/tabs.js';
import { Time } from '../components/time.js';

type Row = { title: string; detail: string; state: BadgeState; recipients: number | null; updated: string };

const ROWS: Row[] = [
  {
    title: 'Council approves tram line to hospital district',
    detail: 'Press release · transport, budget',
    state: 'draft',
    recipients: null,
    updated: '2026-11-23T07:40:00Z',
  },
  {
    title: 'Flood barrier passes first full-scale test',
    detail: 'Press release · environment',
    state: 'sending',
    recipients: 356,
    updated: '2026-11-23T07:12:00Z',
  },
  {
    title: 'Budget 2027: schools and elder care come first',
    detail: 'Press release · budget, education',
    state: 'embargoed',
    recipients: 704,
    updated: '2026-11-22T15:03:00Z',
  },
  {
    title: 'Mayor to open winter shelter',
    detail: 'Media advisory · health',
    state: 'sent',
    recipients: 12_412,
    updated: '2026-11-21T10:30:00Z',
  },
  {
    title: 'Joint statement on harbour dredging',
    detail: 'Statement · environment',
    state: 'killed',
    recipients: null,
    updated: '2026-11-18T16:20:00Z',
  },
];

export function TableSamples(): VNode {
  return (
    <>
      <PageHeader
        title="Releases"
        state={<Badge state="in_review">2 to approve</Badge>}
        actions={
          <LinkButton href="#new" look="primary" icon="plus">
            New release
          </LinkButton>
        }
      />
      <Segmented
        label="Show"
        segments={[
          { label: 'All', href: '#all', count: 48, current: true },
          { label: 'Draft', href: '#draft', count: 3 },
          { label: 'Embargoed', href: '#embargoed', count: 1 },
          { label: 'Sending', href: '#sending', count: 1 },
          { label: 'Sent', href: '#sent', count: 41 },
          { label: 'Killed', href: '#killed', count: 2 },
        ]}
      />
      <DataTable
        caption="Releases, newest first"
        rows={ROWS}
        empty={null}
        columns={[
          {
            title: 'Headline',
            isTitle: true,
            cell: (row) => <TitleCell href="#release" title={row.title} detail={row.detail} />,
          },
          { title: 'State', cell: (row) => <Badge state={row.state} /> },
          { title: 'Recipients', align: 'end', cell: (row) => row.recipients?.toLocaleString('en') ?? '–' },
          {
            title: 'Changed',
            align: 'end',
            sorting: { href: '#sorted', direction: 'descending' },
            cell: (row) => <Time at={new Date(row.updated)} zone="Europe/Stockholm" />,
          },
        ]}
      />
      <Pagination page={4} pageSize={5} total={48} hrefOf={(page) => `#page-${page}`} />
      <Tabs
        label="This release"
        tabs={[
          { label: 'Text', href: '#text', current: true },
          { label: 'Audience', href: '#audience', count: 726 },
          { label: 'Dispatch', href: '#dispatch' },
          { label: 'History', href: '#history', count: 14 },
        ]}
      />
    </>
  );
}
