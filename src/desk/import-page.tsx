import type { VNode } from 'preact';
import type { ListCheck, PlannedRow } from '../contacts/import/check-list.js';
import type { ContactImport, ContactImportRefusal } from '../contacts/import/contact-import.entity.js';
import { LinkButton, PostButton } from '../web/components/button.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { ProgressBar } from '../web/components/progress-bar.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { REASON_LOOKS } from './suppressions-words.js';
import type { DeskShell } from './desk-shell.js';
import { ImportColumns } from './import-columns.js';

export interface ImportPlan {
  check: ListCheck;
  /** The first rows of what is new, changed and left out. */
  rows: PlannedRow[];
}

export interface ImportView {
  shell: DeskShell;
  list: ContactImport;
  /** Null: it does not wait any more, or its columns make no list yet. */
  plan: ImportPlan | null;
  refusals: ContactImportRefusal[];
  /** Columns as a person chose them, which could not be taken. */
  form?: FormState;
}

export function importPage({ shell, list, plan, refusals, form }: ImportView): string {
  return page(
    <DeskPage title={list.fileName} active="contacts" {...shell}>
      <PageHeader
        title={list.fileName}
        breadcrumb={[
          { label: 'Contacts', href: '/desk/contacts' },
          { label: 'Import', href: '/desk/imports' },
        ]}
        lead={list.settings.source}
      />
      <ImportProgress list={list} />
      {plan && <Planned list={list} plan={plan} />}
      {list.state === 'staged' && !plan && (
        <PostButton action={`/desk/imports/${list.id}/cancel`} look="quiet">
          Do not import
        </PostButton>
      )}
      <ImportColumns list={list} form={form} />
      <Refused list={list} refusals={refusals} />
    </DeskPage>,
  );
}

/** Also sent alone while the import runs: htmx asks for it each second until it is over. */
export function ImportProgress({ list }: { list: ContactImport }): VNode {
  const running = list.state === 'running';
  const polling = running
    ? { 'hx-get': `/desk/imports/${list.id}/progress`, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
    : {};
  return (
    <div id="import-progress" {...polling}>
      {list.trouble && <Notice tone={list.state === 'staged' ? 'hold' : 'stop'}>{list.trouble}</Notice>}
      {list.state === 'done' && (
        <Notice tone="ok">
          Done: {list.created.toLocaleString('en')} new, {list.changed.toLocaleString('en')} changed.
        </Notice>
      )}
      {list.state === 'cancelled' && <Notice tone="info">Cancelled. What had been written stays.</Notice>}
      {running && (
        <>
          <ProgressBar
            id="import"
            label="Rows written"
            total={list.rows}
            parts={[{ label: 'written', count: list.doneRows, tone: 'ok' }]}
          />
          <p>You can leave this page; the import goes on.</p>
          <PostButton action={`/desk/imports/${list.id}/cancel`} look="quiet">
            Stop here
          </PostButton>
        </>
      )}
    </div>
  );
}

function Planned({ list, plan: { check, rows } }: { list: ContactImport; plan: ImportPlan }): VNode {
  return (
    <Section title="What will happen">
      <StatNumbers
        stats={[
          { label: 'New', value: check.created },
          { label: 'Changed', value: check.changed },
          { label: 'As they are', value: check.same },
          { label: 'Left out', value: check.leftOut, detail: 'left, objected or merged' },
          { label: 'Refused', value: list.refused },
        ]}
      />
      <div class="button-row">
        <PostButton action={`/desk/imports/${list.id}/run`} look="primary">
          Import {list.rows.toLocaleString('en')} rows
        </PostButton>
        <PostButton action={`/desk/imports/${list.id}/cancel`} look="quiet">
          Do not import
        </PostButton>
      </div>
      <DataTable
        caption="The first rows of each kind"
        showCaption
        columns={PLANNED}
        rows={rows}
        empty={<p>No row of this list would change anything.</p>}
      />
    </Section>
  );
}

const KINDS = { created: 'New', changed: 'Changed', leftOut: 'Left out' } as const;

const PLANNED: Column<PlannedRow>[] = [
  { title: 'Row', align: 'end', cell: (row) => row.line },
  {
    title: 'Journalist',
    isTitle: true,
    cell: (row) => (
      <>
        {row.name || row.email}
        <span class="row-detail">{row.email}</span>
      </>
    ),
  },
  { title: 'What', cell: (row) => KINDS[row.kind] },
  { title: 'How', cell: (row) => whatHappens(row) },
];

function whatHappens(row: PlannedRow): string {
  if (row.kind === 'created') return row.outlet ?? '';
  if (row.kind === 'changed')
    return row.changes
      .map(({ field, from, to }) => `${field}: ${shown(from)} → ${shown(to)}`)
      .join(' · ')
      .slice(0, 300);
  if (row.reason === 'merged') return 'This address was merged into another contact.';
  const reason = row.reason as keyof typeof REASON_LOOKS;
  return `${REASON_LOOKS[reason]?.word ?? 'Suppressed'}: a list never brings anybody back.`;
}

function shown(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : '';
  return text === '' ? 'nothing' : text.slice(0, 80);
}

function Refused({
  list,
  refusals,
}: {
  list: ContactImport;
  refusals: ContactImportRefusal[];
}): VNode | null {
  if (list.refused === 0) return null;
  const columns: Column<ContactImportRefusal>[] = [
    { title: 'Row', align: 'end', cell: (row) => row.line },
    { title: 'Reason', isTitle: true, cell: (row) => row.reason },
    {
      title: 'Values',
      cell: (row) => row.cells.filter(Boolean).slice(0, 4).join(' · ').slice(0, 120),
      isMinor: true,
    },
  ];
  return (
    <Section
      title={`${list.refused.toLocaleString('en')} ${list.refused === 1 ? 'row was' : 'rows were'} refused`}
      actions={
        <LinkButton href={`/api/imports/${list.id}/refused`} icon="download" download>
          Download all
        </LinkButton>
      }
    >
      <DataTable caption="Refused rows" columns={columns} rows={refusals} empty={<p>None.</p>} />
    </Section>
  );
}
