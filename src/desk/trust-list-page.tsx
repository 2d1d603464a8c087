import type { VNode } from 'preact';
import { trustStanding } from '../contacts/trust.js';
import type { TrustHolder, TrustRequest } from '../contacts/trust-lists.js';
import { LinkButton } from '../web/components/button.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { StandingTag } from './trust-words.js';

export interface TrustListView {
  shell: DeskShell;
  requests: TrustRequest[];
  holders: TrustHolder[];
  zone: string;
  now: Date;
}

/** Who asks for early access, and who has it. */
export function trustListPage(view: TrustListView): string {
  return page(
    <DeskPage title="Early access" active="early-access" {...view.shell}>
      <PageHeader
        title="Early access"
        lead="Journalists who may read a release before its embargo lifts, once they have accepted its terms."
      />
      <Section title={`Requests${view.requests.length > 0 ? ` (${view.requests.length})` : ''}`}>
        <Requests {...view} />
      </Section>
      <Section title="With early access">
        <Holders {...view} />
      </Section>
    </DeskPage>,
  );
}

export function trustPath(contactId: number): string {
  return `/desk/contacts/${contactId}/trust`;
}

function Requests({ requests, zone }: TrustListView): VNode {
  const columns: Column<TrustRequest>[] = [
    { title: 'Journalist', isTitle: true, cell: (row) => <Who {...row} /> },
    { title: 'States to work at', cell: (row) => row.statedOutlet },
    { title: 'Proof', cell: (row) => <span class="keep-words">{row.proof}</span> },
    { title: 'Asked', cell: (row) => <Time at={row.at} zone={zone} look="date" /> },
    { title: 'Answer', cell: (row) => <LinkButton href={trustPath(row.contactId)}>Decide</LinkButton> },
  ];
  return (
    <DataTable
      caption="Requests for early access"
      columns={columns}
      rows={requests}
      empty={
        <EmptyState icon="key-round" title="Nobody waits for an answer">
          Journalists ask on their preferences page and say where they work and how to verify it.
        </EmptyState>
      }
    />
  );
}

function Holders({ holders, zone, now }: TrustListView): VNode {
  const columns: Column<TrustHolder>[] = [
    { title: 'Journalist', isTitle: true, cell: (row) => <Who {...row} /> },
    { title: 'Outlet', cell: (row) => row.outlet ?? '–' },
    {
      title: 'Standing',
      cell: (row) => <StandingTag standing={trustStanding(row, now)} until={row.trustUntil} zone={zone} />,
    },
    { title: 'Warnings', align: 'end', cell: (row) => (row.warnings > 0 ? row.warnings : '–') },
  ];
  return (
    <DataTable
      caption="Journalists with early access"
      columns={columns}
      rows={holders}
      empty={
        <EmptyState icon="key-round" title="Nobody has early access">
          Grant it on a journalist’s own page, or when they ask for it.
        </EmptyState>
      }
    />
  );
}

function Who({ contactId, name, email }: { contactId: number; name: string; email: string }): VNode {
  return <TitleCell href={trustPath(contactId)} title={name || email} detail={name ? email : undefined} />;
}
