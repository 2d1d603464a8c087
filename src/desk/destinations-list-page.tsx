import { adviceFor } from '../bounces/advice.js';
import { shortly } from '../bounces/contact-history.js';
import type { Destination, Problem } from '../bounces/destinations.service.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { firstWords } from './bounces-parts.js';
import type { DeskShell } from './desk-shell.js';
import { DestinationTag, destinationHref } from './destinations-parts.js';

type ListProps = {
  shell: DeskShell;
  zone: string;
  days: number;
  destinations: Destination[];
  problems: Problem[];
};

export function destinationsPage({ shell, zone, days, destinations, problems }: ListProps): string {
  return page(
    <DeskPage title="Destinations" active="bounces" {...shell}>
      <PageHeader
        title="Destinations"
        breadcrumb={[{ label: 'Bounces', href: '/desk/bounces' }]}
        lead={`How each mail domain took our releases of the last ${days} days, and which of them object to us.`}
      />
      {problems.length > 0 && (
        <Section title="Problems to solve">
          <p>
            These servers refuse us, or have been out of reach for several mails. It is never the journalist’s
            fault: nobody was taken off the list because of them.
          </p>
          <DataTable
            caption="Problems to solve"
            columns={problemColumns(zone)}
            rows={problems}
            empty={null}
          />
        </Section>
      )}
      <Section title="By domain">
        <DataTable
          caption="Destinations"
          columns={columns(zone)}
          rows={destinations}
          empty={
            <EmptyState icon="server" title="Nothing was sent yet">
              When a release goes out, each domain appears here with what its servers said.
            </EmptyState>
          }
        />
      </Section>
    </DeskPage>,
  );
}

function problemColumns(zone: string): Column<Problem>[] {
  return [
    {
      title: 'Destination',
      isTitle: true,
      cell: (row) => (
        <TitleCell href={destinationHref(row.domain)} title={row.domain} detail={shortly(row.category)} />
      ),
    },
    { title: 'Mails', align: 'end', cell: (row) => row.count.toLocaleString('en') },
    {
      title: 'The server’s words, and what to do',
      cell: (row) => (
        <div>
          <q class="strangers-words">{firstWords(row.words)}</q>
          <p>{adviceFor(row.category, row.words)}</p>
        </div>
      ),
    },
    { title: 'Last', cell: (row) => <Time at={row.lastAt} zone={zone} /> },
    {
      title: 'Evidence',
      cell: (row) => <a href={`/desk/bounces/${row.bounceId}`}>{`Bounce ${row.bounceId}`}</a>,
    },
  ];
}

function columns(zone: string): Column<Destination>[] {
  const number = (title: string, of: (row: Destination) => number): Column<Destination> => ({
    title,
    align: 'end',
    cell: (row) => of(row).toLocaleString('en'),
  });
  return [
    {
      title: 'Domain',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={destinationHref(row.domain)}
          title={row.domain}
          detail={firstWords(row.lastWords ?? '')}
        />
      ),
    },
    { title: 'State', cell: (row) => <DestinationTag destination={row} /> },
    number('Accepted', (row) => row.accepted),
    number('Deferred', (row) => row.deferred),
    number('Refused', (row) => row.refused),
    number('Bounced later', (row) => row.bounced),
    {
      title: 'Last trouble',
      isMinor: true,
      cell: (row) => (row.lastWordsAt ? <Time at={row.lastWordsAt} zone={zone} /> : '–'),
    },
  ];
}
