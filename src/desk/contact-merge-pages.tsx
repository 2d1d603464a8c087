import type { VNode } from 'preact';
import type { ContactView } from '../contacts/contact-view.js';
import { countingChoice } from '../contacts/counting-choice.js';
import type { Mergeable } from '../contacts/merge-contacts.js';
import type { MergePreview } from '../subscriptions/merge-preview.js';
import { Button, LinkButton } from '../web/components/button.js';
import { Confirmation } from '../web/components/confirmation.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { TextInput } from '../web/components/text-input.js';
import { DeskPage, page } from '../web/page.js';
import { STATES } from './contact-page.js';
import { SUPPRESSED } from './contacts-page.js';
import type { DeskShell } from './desk-shell.js';

interface ChoiceView {
  shell: DeskShell;
  contact: ContactView;
  q: string;
  candidates: ContactView[];
}

/** Which entry is the duplicate: looked for by the contact's own name at first. */
export function chooseDuplicatePage({ shell, contact, q, candidates }: ChoiceView): string {
  const name = contact.name || contact.email;
  const columns: Column<ContactView>[] = [
    {
      title: 'Name',
      isTitle: true,
      cell: (other) => (
        <TitleCell
          href={`/desk/contacts/${contact.id}/merge/${other.id}`}
          title={other.name || other.email}
          detail={other.email}
        />
      ),
    },
    { title: 'Outlet', cell: ({ outlet }) => outlet?.name ?? '' },
  ];
  return page(
    <DeskPage title={`Merge ${name}`} active="contacts" {...shell}>
      <PageHeader
        title="Which entry is the same person?"
        breadcrumb={[
          { label: 'Contacts', href: '/desk/contacts' },
          { label: name, href: `/desk/contacts/${contact.id}` },
        ]}
        lead={`Choose the duplicate of ${name} (${contact.email}). You see the result before anything changes.`}
      />
      <search>
        <form action={`/desk/contacts/${contact.id}/merge`} method="get" class="field-row">
          <TextInput name="q" type="search" label="Name, address or outlet" value={q} required={false} />
          <Button icon="search">Search</Button>
        </form>
      </search>
      <DataTable
        caption="Possible duplicates"
        columns={columns}
        rows={candidates}
        empty={<p>Nobody else is found by these words.</p>}
      />
    </DeskPage>,
  );
}

interface MergeView {
  shell: DeskShell;
  preview: MergePreview;
  /** What is confirmed is what is seen. */
  pin: string;
  zone: string;
  /** Why it was not merged. */
  refusal?: string;
}

export function mergePage(view: MergeView): string {
  const { shell, preview, pin, refusal } = view;
  const { kept, other } = preview;
  return page(
    <DeskPage title="Merge contacts" active="contacts" {...shell}>
      {refusal && <Notice tone="stop">{refusal}</Notice>}
      <PageHeader
        title="What the merged contact will be"
        breadcrumb={[
          { label: 'Contacts', href: '/desk/contacts' },
          { label: kept.name || kept.email, href: `/desk/contacts/${kept.id}` },
          { label: 'Merge', href: `/desk/contacts/${kept.id}/merge` },
        ]}
        lead={`${other.email} becomes a part of ${kept.email}.`}
        actions={
          <LinkButton href={`/desk/contacts/${other.id}/merge/${kept.id}`} icon="arrow-left-right">
            Keep the other address
          </LinkButton>
        }
      />
      <DataTable
        caption="What the merged contact will be"
        columns={COLUMNS}
        rows={rowsOf(view)}
        empty={<p>Nothing.</p>}
      />
      <Confirmation
        as="section"
        title="Merge these two entries?"
        action={`/desk/contacts/${kept.id}/merge/${other.id}`}
        fields={{ pin }}
        confirm="Merge them"
        icon="merge"
        look="primary"
        cancelHref={`/desk/contacts/${kept.id}/merge`}
        consequences={[
          'This cannot be undone.',
          'Consent is the stricter of both. Both histories are kept, and no import brings the duplicate back.',
        ]}
      >
        <p>
          Mail goes to {kept.email} only. Links in mails to {other.email} go on working.
        </p>
      </Confirmation>
    </DeskPage>,
  );
}

interface MergeRow {
  what: string;
  kept: string;
  other: string;
  merged: string;
}

const COLUMNS: Column<MergeRow>[] = [
  { title: 'What', isTitle: true, cell: ({ what }) => what },
  { title: 'Stays', cell: ({ kept }) => kept || '–' },
  { title: 'Goes', cell: ({ other }) => other || '–' },
  { title: 'After the merge', cell: (row) => <After row={row} /> },
];

function After({ row }: { row: MergeRow }): VNode {
  return row.merged === row.kept ? <>{row.merged || '–'}</> : <strong>{row.merged || '–'}</strong>;
}

/** Rows in which both entries are empty are left out. */
function rowsOf({ preview, zone }: MergeView): MergeRow[] {
  const { kept, other, merged, beats, topics, suppression } = preview;
  const facts = Object.entries(words(preview, zone)).map(([what, word]) => ({
    what,
    kept: word(kept),
    other: word(other),
    merged: word(merged),
  }));
  const rows: MergeRow[] = [
    { what: 'Address', kept: kept.email, other: other.email, merged: kept.email },
    ...facts,
    { what: 'Beats', kept: joined(beats.kept), other: joined(beats.other), merged: joined(beats.merged) },
    {
      what: 'Mail',
      kept: mailWord(suppression.kept),
      other: mailWord(suppression.other),
      merged: mailWord(suppression.merged),
    },
    ...topics.map((topic) => ({
      what: `Topic: ${topic.name}`,
      kept: topic.kept ? STATES[topic.kept] : '',
      other: topic.other ? STATES[topic.other] : '',
      merged: topic.merged ? STATES[topic.merged] : '',
    })),
  ];
  return rows.filter((row) => row.kept !== '' || row.other !== '');
}

function words({ outlets }: MergePreview, zone: string): Record<string, (contact: Mergeable) => string> {
  const day = (date: Date | null) =>
    date ? new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: zone }).format(date) : '';
  return {
    Name: (c) => c.name,
    Outlet: (c) => (c.outletId === null ? '' : (outlets.get(c.outletId) ?? '')),
    Role: (c) => c.role ?? '',
    Languages: (c) => joined(c.languages),
    Country: (c) => c.country ?? '',
    'Time zone': (c) => c.timeZone ?? '',
    Phone: (c) => c.phone ?? '',
    Notes: (c) => c.notes ?? '',
    Tags: (c) => joined(c.tags),
    Frequency: (c) => c.frequency,
    'Paused until': (c) => day(c.pauseUntil),
    'Opens and clicks counted': (c) => countingChoice(c),
    'Early access': (c) => (c.trustUntil ? `${c.trust} until ${day(c.trustUntil)}` : c.trust),
  };
}

function mailWord(reason: keyof typeof SUPPRESSED | null): string {
  return reason === null ? 'gets mail' : SUPPRESSED[reason];
}

function joined(values: string[]): string {
  return values.join(', ');
}
