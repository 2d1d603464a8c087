import type { VNode } from 'preact';
import type { SuppressionReason } from '../contacts/suppression.entity.js';
import type { SuppressionLine } from '../contacts/suppression-search.js';
import { Button, LinkButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { PageHeader } from '../web/components/page-header.js';
import { Pagination } from '../web/components/pagination.js';
import { Segmented } from '../web/components/segmented.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { addressShown } from './address-shown.js';
import type { DeskShell } from './desk-shell.js';
import { REASON_CHOICES } from './suppressions-words.js';
import { ReasonTag } from './suppression-reason.js';

export const SUPPRESSIONS_PAGE = 50;

export interface SuppressionsQuery {
  q?: string | undefined;
  reason?: SuppressionReason | undefined;
  state: 'standing' | 'over';
  page: number;
}

type ListProps = {
  shell: DeskShell;
  zone: string;
  query: SuppressionsQuery;
  lines: SuppressionLine[];
  total: number;
  mayWrite: boolean;
};

export function suppressionsPage(props: ListProps): string {
  const { shell, zone, query, lines, total, mayWrite } = props;
  return page(
    <DeskPage title="Suppressions" active="suppressions" {...shell}>
      <PageHeader
        title="Suppressions"
        lead="Addresses that get no mail, whatever list they are on. They stay closed when a contact is removed or imported again."
        actions={
          <>
            {mayWrite && (
              <LinkButton href="/desk/suppressions/new" icon="plus" look="primary">
                Close an address
              </LinkButton>
            )}
            {mayWrite && (
              <LinkButton href="/desk/suppressions/import" icon="upload">
                Import
              </LinkButton>
            )}
            <LinkButton
              href={`/desk/suppressions/export.csv?${searchOf(query, {})}`}
              icon="download"
              download
            >
              Export
            </LinkButton>
          </>
        }
      />
      <Segmented
        label="Which"
        segments={[
          {
            label: 'Closed now',
            href: hrefOf(query, { state: 'standing', page: 1 }),
            current: query.state === 'standing',
          },
          {
            label: 'Opened again',
            href: hrefOf(query, { state: 'over', page: 1 }),
            current: query.state === 'over',
          },
        ]}
      />
      <Search query={query} />
      <DataTable
        caption="Suppressions"
        columns={columns(zone, query)}
        rows={lines}
        empty={<Nothing query={query} />}
      />
      <Pagination
        page={query.page}
        pageSize={SUPPRESSIONS_PAGE}
        total={total}
        hrefOf={(number) => hrefOf(query, { page: number })}
      />
    </DeskPage>,
  );
}

function Search({ query }: { query: SuppressionsQuery }): VNode {
  return (
    <form method="get" action="/desk/suppressions" noValidate class="filter-form">
      <input type="hidden" name="state" value={query.state} />
      <FieldRow>
        <TextInput
          name="q"
          label="Address"
          type="search"
          placeholder="Part of it, or all"
          value={query.q}
          required={false}
        />
        <Select
          name="reason"
          label="Reason"
          placeholder="Any"
          options={REASON_CHOICES}
          value={query.reason}
          required={false}
        />
      </FieldRow>
      <Button icon="search">Search</Button>
    </form>
  );
}

function columns(zone: string, { state }: SuppressionsQuery): Column<SuppressionLine>[] {
  const last: Column<SuppressionLine> =
    state === 'standing'
      ? {
          title: 'Until',
          cell: (row) => (row.until ? <Time at={row.until} zone={zone} look="date" /> : 'Opened by a person'),
        }
      : {
          title: 'Opened',
          cell: (row) => <Time at={row.liftedAt ?? row.until ?? row.since} zone={zone} />,
        };
  return [
    {
      title: 'Address',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/suppressions/${row.id}`}
          title={addressShown(row.email)}
          detail={`by ${row.source}`}
        />
      ),
    },
    { title: 'Reason', cell: (row) => <ReasonTag reason={row.reason} /> },
    { title: 'Since', cell: (row) => <Time at={row.since} zone={zone} /> },
    last,
  ];
}

function Nothing({ query }: { query: SuppressionsQuery }): VNode {
  const isFiltered = Boolean(query.q ?? query.reason);
  return (
    <EmptyState icon="user-x" title={isFiltered ? 'Nothing fits' : 'No address is closed'}>
      {isFiltered
        ? 'No suppression fits what you looked for.'
        : 'Whoever leaves, complains or has a dead address appears here, with the reason and how to open it again.'}
    </EmptyState>
  );
}

function searchOf(query: SuppressionsQuery, change: Partial<SuppressionsQuery>): string {
  const parts = Object.entries({ ...query, ...change }).filter(([, value]) => value !== undefined);
  return new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString();
}

function hrefOf(query: SuppressionsQuery, change: Partial<SuppressionsQuery>): string {
  return `/desk/suppressions?${searchOf(query, change)}`;
}
