import type { RecordQuery } from '../audit/record-query.js';
import { RECORD_PAGE, type RecordLine } from '../audit/record.service.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { Pagination } from '../web/components/pagination.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

type RecordProps = {
  shell: DeskShell;
  zone: string;
  query: RecordQuery;
  form?: FormState;
  lines: RecordLine[];
  total: number;
};

export function recordPage({ shell, zone, query, form, lines, total }: RecordProps): string {
  return page(
    <DeskPage title="Record" active="record" {...shell}>
      <PageHeader
        title="Record"
        lead="Everything that was done here. Nothing in it can be changed or removed unseen."
      />
      <Filter query={query} form={form} />
      <DataTable
        caption="Entries of the record"
        columns={columns(zone)}
        rows={lines}
        empty={<p>Nothing fits.</p>}
      />
      <Pagination
        page={query.page}
        pageSize={RECORD_PAGE}
        total={total}
        hrefOf={(number) => hrefOf(query, number)}
      />
    </DeskPage>,
  );
}

function Filter({ query, form }: { query: RecordQuery; form?: FormState | undefined }) {
  const field = { required: false, ...(form ? { form } : {}) };
  return (
    <form class="form form-wide" method="get" action="/desk/record" noValidate>
      <FormErrors form={form} />
      <FieldRow>
        <TextInput name="actor" label="Who" placeholder="user:7" value={query.actor} {...field} />
        <TextInput
          name="subjectType"
          label="What"
          placeholder="release"
          value={query.subjectType}
          {...field}
        />
        <TextInput name="subjectId" label="Which number" value={query.subjectId} {...field} />
        <TextInput name="from" label="From" type="date" value={query.from} {...field} />
        <TextInput name="to" label="To" type="date" value={query.to} {...field} />
      </FieldRow>
      <ButtonRow>
        <Button icon="search">Show</Button>
        <LinkButton href="/desk/record" look="quiet">
          Everything
        </LinkButton>
      </ButtonRow>
    </form>
  );
}

function columns(zone: string): Column<RecordLine>[] {
  return [
    { title: 'No.', align: 'end', isMinor: true, cell: (line) => line.id },
    { title: 'When', cell: (line) => <Time at={line.at} zone={zone} /> },
    { title: 'What happened', isTitle: true, cell: (line) => line.sentence },
    { title: 'All about it', cell: (line) => <About line={line} /> },
  ];
}

function About({ line }: { line: RecordLine }) {
  const query: RecordQuery = { subjectType: line.subjectType, subjectId: line.subjectId, page: 1 };
  return <a href={hrefOf(query, 1)}>{`${line.subjectType.replaceAll('_', ' ')} ${line.subjectId}`}</a>;
}

function hrefOf(query: RecordQuery, page: number): string {
  const { page: _, ...filter } = query;
  const parts = Object.entries({ ...filter, page: String(page) }).filter(
    (part): part is [string, string] => !!part[1],
  );
  return `/desk/record?${new URLSearchParams(parts).toString()}`;
}
