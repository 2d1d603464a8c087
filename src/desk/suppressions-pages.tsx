import type { VNode } from 'preact';
import type { Suppression, SuppressionReason } from '../contacts/suppression.entity.js';
import type { SuppressionLine } from '../contacts/suppression-search.js';
import { Tag } from '../web/components/badge.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { KeyValues } from '../web/components/key-values.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Pagination } from '../web/components/pagination.js';
import { Section } from '../web/components/section.js';
import { Segmented } from '../web/components/segmented.js';
import { FieldRow, TextArea, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import { Timeline } from '../web/components/timeline.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { DESK_REASONS, REASON_CHOICES, REASON_LOOKS } from './suppressions-words.js';

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
          title={row.email ?? 'Erased address'}
          detail={`by ${row.source}`}
        />
      ),
    },
    { title: 'Reason', cell: (row) => <ReasonTag reason={row.reason} /> },
    { title: 'Since', cell: (row) => <Time at={row.since} zone={zone} /> },
    last,
  ];
}

function ReasonTag({ reason }: { reason: SuppressionReason }): VNode {
  const look = REASON_LOOKS[reason];
  return (
    <Tag icon={look.icon} tone={look.tone}>
      {look.word}
    </Tag>
  );
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

type OneProps = {
  shell: DeskShell;
  zone: string;
  suppression: Suppression;
  history: Suppression[];
  /** Whether this person may open it again; null: it is open. */
  mayLift: boolean | null;
  form?: FormState;
};

export function suppressionPage({ shell, zone, suppression, history, mayLift, form }: OneProps): string {
  const name = suppression.email ?? 'Erased address';
  return page(
    <DeskPage title={name} active="suppressions" {...shell}>
      <PageHeader
        title={name}
        breadcrumb={[{ label: 'Suppressions', href: '/desk/suppressions' }]}
        state={<ReasonTag reason={suppression.reason} />}
        lead={mayLift === null ? 'Mail may go to this address again.' : 'No mail goes to this address.'}
      />
      <KeyValues items={evidence(suppression, zone)} />
      {mayLift === true && <LiftForm id={suppression.id} form={form} />}
      {mayLift === false && (
        <Notice tone="info" title="Their own wish">
          This address was closed by its owner. Only an administrator may open it again, with the owner’s word
          for it.
        </Notice>
      )}
      <Section title="History of this address">
        <Timeline zone={zone} events={history.flatMap(eventsOf)} />
      </Section>
    </DeskPage>,
  );
}

function evidence(suppression: Suppression, zone: string) {
  const { evidence: given } = suppression;
  const shown = Object.entries(given).filter(([, value]) => value !== '' && value !== null);
  return [
    { label: 'Since', value: <Time at={suppression.since} zone={zone} look="full" /> },
    {
      label: 'Until',
      value: suppression.until ? (
        <Time at={suppression.until} zone={zone} look="full" />
      ) : (
        'a person opens it'
      ),
    },
    { label: 'Told by', value: suppression.source },
    ...shown.map(([label, value]) => ({
      label: label.charAt(0).toUpperCase() + label.slice(1),
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  ];
}

function LiftForm({ id, form }: { id: number; form?: FormState | undefined }): VNode {
  return (
    <Section title="Open it again">
      <form method="post" action={`/desk/suppressions/${id}/lift`} noValidate>
        <FormErrors form={form} />
        <TextInput
          name="why"
          label="Why"
          hint="It goes into the record."
          maxLength={1000}
          placeholder="They wrote that the mailbox works again"
          {...(form ? { form } : {})}
        />
        <Button icon="mail-check">Allow mail again</Button>
      </form>
    </Section>
  );
}

function eventsOf(one: Suppression) {
  const look = REASON_LOOKS[one.reason];
  const closed = {
    at: one.since,
    icon: look.icon,
    tone: look.tone,
    title: look.word,
    detail: `Told by ${one.source}`,
  };
  if (!one.liftedAt) return [closed];
  const by = one.liftedBy ?? 'somebody';
  const opened = {
    at: one.liftedAt,
    icon: 'mail-check',
    tone: 'ok' as const,
    title: 'Opened again',
    who: by,
  };
  return [opened, closed];
}

export function newSuppressionPage({ shell, form }: { shell: DeskShell; form: FormState }): string {
  return page(
    <DeskPage title="Close an address" active="suppressions" {...shell}>
      <PageHeader
        title="Close an address"
        breadcrumb={[{ label: 'Suppressions', href: '/desk/suppressions' }]}
        lead="No mail goes to it from the moment you save, also of a dispatch that is under way."
      />
      <form method="post" action="/desk/suppressions" noValidate>
        <FormErrors form={form} />
        <TextInput name="email" label="Address" type="email" form={form} />
        <Select name="reason" label="Reason" options={DESK_REASONS} value="desk" form={form} />
        <TextInput
          name="note"
          label="Note"
          hint="What was said, and where."
          required={false}
          maxLength={1000}
          form={form}
        />
        <Button look="primary" icon="ban">
          Close it
        </Button>
      </form>
    </DeskPage>,
  );
}

export function importSuppressionsPage({ shell, form }: { shell: DeskShell; form: FormState }): string {
  return page(
    <DeskPage title="Import suppressions" active="suppressions" {...shell}>
      <PageHeader
        title="Import suppressions"
        breadcrumb={[{ label: 'Suppressions', href: '/desk/suppressions' }]}
        lead="Addresses that must not be mailed, from another system. An address that is closed already stays as it is."
      />
      <form method="post" action="/desk/suppressions/import" enctype="multipart/form-data" noValidate>
        <FormErrors form={form} />
        <Select name="reason" label="Reason" options={DESK_REASONS} value="unsubscribed" form={form} />
        <div class="field">
          <label for="field-file">
            CSV file <span class="muted">(optional)</span>
          </label>
          <input
            id="field-file"
            class="input"
            type="file"
            name="file"
            accept=".csv,.txt,text/csv,text/plain"
          />
        </div>
        <TextArea
          name="addresses"
          label="Or the addresses themselves"
          hint="One a line. Of a line with several columns, the first with an @ is taken."
          rows={8}
          required={false}
          form={form}
        />
        <ButtonRow>
          <Button look="primary" icon="upload">
            Close these addresses
          </Button>
          <LinkButton href="/desk/suppressions" look="quiet">
            Go back
          </LinkButton>
        </ButtonRow>
      </form>
    </DeskPage>,
  );
}

function searchOf(query: SuppressionsQuery, change: Partial<SuppressionsQuery>): string {
  const parts = Object.entries({ ...query, ...change }).filter(([, value]) => value !== undefined);
  return new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString();
}

function hrefOf(query: SuppressionsQuery, change: Partial<SuppressionsQuery>): string {
  return `/desk/suppressions?${searchOf(query, change)}`;
}
