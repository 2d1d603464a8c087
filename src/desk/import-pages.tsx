import type { VNode } from 'preact';
import type { ContactImport } from '../contacts/import/contact-import.entity.js';
import type { Topic } from '../subscriptions/topic.entity.js';
import { Button } from '../web/components/button.js';
import { Checkbox, CheckboxGroup } from '../web/components/choices.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
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
    <form class="form" method="post" action="/desk/imports" encType="multipart/form-data">
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
