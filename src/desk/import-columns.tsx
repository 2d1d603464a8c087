import type { VNode } from 'preact';
import type { ContactImport, ImportColumn } from '../contacts/import/contact-import.entity.js';
import { type ImportField, importFields } from '../contacts/import/match-columns.js';
import type { TableFormat } from '../contacts/import/read-table.js';
import { Button, ButtonRow } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { Section } from '../web/components/section.js';
import type { FormState } from '../web/forms.js';

const FIELD_WORDS: Record<ImportField, string> = {
  email: 'E-mail address',
  name: 'Name',
  firstName: 'First name',
  lastName: 'Last name',
  outlet: 'Outlet',
  role: 'Role',
  beats: 'Beats',
  languages: 'Languages',
  country: 'Country',
  timeZone: 'Time zone',
  phone: 'Phone',
  notes: 'Notes',
  tags: 'Tags',
};
const CHOICES = importFields.map((value) => ({ value, label: FIELD_WORDS[value] }));
const LEFT_OUT = 'Left out';

const DELIMITERS: Record<string, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};
const ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Windows-1252 (Latin-1)',
} as const;

/** How the file was read; while it waits, with a choice for each column. */
export function ImportColumns({ list, form }: { list: ContactImport; form?: FormState | undefined }): VNode {
  const rows = list.columns.map((column, at) => ({ ...column, at }));
  const columns: Column<ImportColumn & { at: number }>[] = [
    { title: 'Column', isTitle: true, cell: ({ title, at }) => title || `Column ${at + 1}` },
    { title: 'First values', cell: ({ sample }) => (sample ?? []).filter(Boolean).slice(0, 3).join(' · ') },
  ];
  const isOpen = list.state === 'staged';
  const meaning: Column<ImportColumn & { at: number }> = {
    title: 'Is taken as',
    cell: (column) =>
      isOpen ? <Picker column={column} form={form} /> : column.field ? FIELD_WORDS[column.field] : LEFT_OUT,
  };
  const table = (
    <DataTable
      caption="How the columns were understood"
      columns={[...columns, meaning]}
      rows={rows}
      empty={<p>None.</p>}
    />
  );
  return (
    <Section title="Columns">
      <p>{readAs(list.format)}</p>
      {isOpen ? (
        <form class="form" method="post" action={`/desk/imports/${list.id}/columns`}>
          <FormErrors form={form} />
          {table}
          <ButtonRow>
            <Button icon="refresh-cw">Read the list with these columns</Button>
          </ButtonRow>
        </form>
      ) : (
        table
      )}
    </Section>
  );
}

function Picker({
  column,
  form,
}: {
  column: ImportColumn & { at: number };
  form?: FormState | undefined;
}): VNode {
  return (
    <Select
      name={`columns.${column.at}`}
      label={`“${column.title}” is`}
      options={CHOICES}
      placeholder={LEFT_OUT}
      value={column.field ?? ''}
      required={false}
      {...(form ? { form } : {})}
    />
  );
}

function readAs(format: TableFormat): string {
  if (format.kind === 'xlsx') return 'Read as an Excel file (XLSX), its first sheet.';
  const between = DELIMITERS[format.delimiter] ?? `“${format.delimiter}”`;
  return `Read as text in ${ENCODINGS[format.encoding]}, its values divided by ${between}.`;
}
