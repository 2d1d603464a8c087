import type { VNode } from 'preact';
import type { ContactImport, ContactImportRefusal } from '../contacts/import/contact-import.entity.js';
import type { ListCheck } from '../contacts/import/write-list.js';
import type { Topic } from '../subscriptions/topic.entity.js';
import { Button, LinkButton, PostButton } from '../web/components/button.js';
import { Checkbox, CheckboxGroup } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { ProgressBar } from '../web/components/progress-bar.js';
import { Section } from '../web/components/section.js';
import { StatNumbers } from '../web/components/stat-numbers.js';
import { TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

const STATES = {
  staged: 'waits for you',
  running: 'running',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
} as const;
const CONTACTS = { label: 'Contacts', href: '/desk/contacts' };

export function importsPage(
  shell: DeskShell,
  imports: ContactImport[],
  topics: Topic[],
  zone: string,
  form: FormState,
): string {
  const columns: Column<ContactImport>[] = [
    {
      title: 'File',
      isTitle: true,
      cell: (list) => <TitleCell href={`/desk/imports/${list.id}`} title={list.fileName} />,
    },
    { title: 'When', cell: (list) => <Time at={list.createdAt} zone={zone} /> },
    { title: 'State', cell: (list) => STATES[list.state] },
    { title: 'New', align: 'end', cell: (list) => list.created.toLocaleString('en') },
    { title: 'Changed', align: 'end', cell: (list) => list.changed.toLocaleString('en') },
    { title: 'Refused', align: 'end', cell: (list) => list.refused.toLocaleString('en') },
  ];
  return page(
    <DeskPage title="Import" active="contacts" {...shell}>
      <PageHeader
        title="Import a list"
        breadcrumb={[CONTACTS]}
        lead="CSV or Excel (XLSX). You see what will happen before anything is written."
      />
      <UploadForm topics={topics} form={form} />
      <Section title="Earlier imports">
        <DataTable caption="Earlier imports" columns={columns} rows={imports} empty={<p>None yet.</p>} />
      </Section>
    </DeskPage>,
  );
}

function UploadForm({ topics, form }: { topics: Topic[]; form: FormState }): VNode {
  const options = topics
    .filter((topic) => !topic.archivedAt)
    .map((topic) => ({ value: String(topic.id), label: topic.name }));
  return (
    <form method="post" action="/desk/imports" encType="multipart/form-data">
      <FormErrors form={form} />
      <TextInput
        name="source"
        label="Where the addresses come from"
        hint="Journalists are told this. Empty: the name of the file."
        required={false}
        form={form}
      />
      <TextInput
        name="tags"
        label="Tags for everybody in the list"
        hint="Separated by commas"
        required={false}
        form={form}
      />
      {options.length > 0 && (
        <CheckboxGroup
          name="topics"
          label="Subscribe them to"
          options={options}
          required={false}
          form={form}
          hint="Nobody who left is ever subscribed again."
        />
      )}
      <TextInput
        name="columns"
        label="Columns"
        hint="Only if the titles are misread: what each column is, by its place, such as email,name,,outlet"
        required={false}
        form={form}
      />
      <Checkbox name="emptyOverwrites" label="Empty cells also empty what the list knows" form={form} />
      <div class="field">
        <label for="field-file">File</label>
        <input type="file" id="field-file" name="file" class="input" accept=".csv,.tsv,.txt,.xlsx" required />
      </div>
      <Button look="primary" icon="upload">
        Read the file
      </Button>
    </form>
  );
}

export interface ImportView {
  shell: DeskShell;
  list: ContactImport;
  check: ListCheck | null;
  refusals: ContactImportRefusal[];
}

export function importPage({ shell, list, check, refusals }: ImportView): string {
  return page(
    <DeskPage title={list.fileName} active="contacts" {...shell}>
      <PageHeader
        title={list.fileName}
        breadcrumb={[CONTACTS, { label: 'Import', href: '/desk/imports' }]}
        lead={list.settings.source}
      />
      <ImportProgress list={list} />
      {check && <Planned list={list} check={check} />}
      <Section title="Columns">
        <DataTable
          caption="How the columns were understood"
          columns={[
            { title: 'Title', isTitle: true, cell: (column) => column.title },
            { title: 'Taken as', cell: (column) => column.field ?? 'left out' },
          ]}
          rows={list.columns}
          empty={<p>None.</p>}
        />
      </Section>
      <Refused list={list} refusals={refusals} />
    </DeskPage>,
  );
}

/** Also sent alone while the import runs: htmx asks for it each second until it is over. */
export function importProgress(list: ContactImport): VNode {
  return <ImportProgress list={list} />;
}

function ImportProgress({ list }: { list: ContactImport }): VNode {
  const running = list.state === 'running';
  const polling = running
    ? { 'hx-get': `/desk/imports/${list.id}/progress`, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
    : {};
  return (
    <div id="import-progress" {...polling}>
      {list.trouble && <Notice tone="stop">{list.trouble}</Notice>}
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
            total={list.lastLine}
            parts={[{ label: 'written', count: list.doneLine, tone: 'ok' }]}
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

function Planned({ list, check }: { list: ContactImport; check: ListCheck }): VNode {
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
    </Section>
  );
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
      title={`${list.refused.toLocaleString('en')} rows were refused`}
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
