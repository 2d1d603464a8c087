import type { VNode } from 'preact';
import type { ContactView } from '../contacts/contact-view.js';
import type { MatchCount } from '../contacts/count-matches.js';
import { Tag } from '../web/components/badge.js';
import { Button, LinkButton } from '../web/components/button.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { FormErrors } from '../web/components/field.js';
import { PageHeader } from '../web/components/page-header.js';
import { FieldRow, TextArea, TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';

interface ContactsView {
  shell: DeskShell;
  contacts: ContactView[];
  q: string;
  next: number | null;
  /** How many there are in all; null: more than a page, and nobody knows how many. */
  found: MatchCount | null;
}

export function contactsPage({ shell, contacts, q, next, found }: ContactsView): string {
  return page(
    <DeskPage title="Contacts" active="contacts" {...shell}>
      <PageHeader
        title="Contacts"
        lead="Journalists, where they work and what they cover."
        actions={
          <>
            <LinkButton href="/desk/imports" icon="upload">
              Import
            </LinkButton>
            <LinkButton href="/desk/contacts/new" icon="plus" look="primary">
              Add a contact
            </LinkButton>
          </>
        }
      />
      <search>
        <form action="/desk/contacts" method="get" class="field-row">
          <TextInput name="q" type="search" label="Name, address or outlet" value={q} required={false} />
          <Button icon="search">Search</Button>
        </form>
      </search>
      {contacts.length > 0 && (
        <p class="muted" role="status">
          {found ? foundWords(found) : `More than ${contacts.length.toLocaleString('en')} contacts`}
        </p>
      )}
      <DataTable caption="Contacts" columns={COLUMNS} rows={contacts} empty={<NoContacts q={q} />} />
      {next !== null && (
        <LinkButton href={`/desk/contacts?${new URLSearchParams({ q, before: String(next) }).toString()}`}>
          Older
        </LinkButton>
      )}
    </DeskPage>,
  );
}

function foundWords({ count, isExact }: MatchCount): string {
  const people = `${count.toLocaleString('en')} ${count === 1 ? 'contact' : 'contacts'}`;
  return isExact ? people : `About ${people}`;
}

const COLUMNS: Column<ContactView>[] = [
  {
    title: 'Name',
    isTitle: true,
    cell: (contact) => (
      <TitleCell
        href={`/desk/contacts/${contact.id}`}
        title={contact.name || contact.email}
        detail={contact.email}
      />
    ),
  },
  { title: 'Outlet', cell: (contact) => contact.outlet?.name ?? '' },
  { title: 'Beats', cell: (contact) => contact.beats.map((beat) => beat.name).join(', '), isMinor: true },
  { title: 'State', cell: (contact) => <MailState contact={contact} /> },
];

/** Whether mail goes to a contact, in a word. */
export function MailState({ contact }: { contact: ContactView }): VNode {
  if (contact.suppressed) {
    return (
      <Tag icon="ban" tone="stop">
        {SUPPRESSED[contact.suppressed]}
      </Tag>
    );
  }
  const paused = contact.pauseUntil !== null && new Date(contact.pauseUntil) > new Date();
  return (
    <Tag icon={paused ? 'pause' : 'mail'} tone={paused ? 'hold' : 'ok'}>
      {paused ? 'Paused' : 'Gets mail'}
    </Tag>
  );
}

export const SUPPRESSED = {
  unsubscribed: 'Unsubscribed',
  objection: 'Objected',
  hard_bounce: 'Bounced',
  soft_bounces: 'Bounced often',
  complaint: 'Complained',
  erased: 'Erased',
  desk: 'Closed by the desk',
} as const;

function NoContacts({ q }: { q: string }): VNode {
  if (q !== '') {
    return (
      <EmptyState icon="search" title="Nobody found">
        No contact has a name, address or outlet beginning with “{q}”.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="contact"
      title="No contacts yet"
      actions={
        <LinkButton href="/desk/imports" look="primary" icon="upload">
          Import a list
        </LinkButton>
      }
    >
      Bring your press list in from a CSV or Excel file, or wait for journalists to subscribe on the newsroom.
    </EmptyState>
  );
}

/** The form of a new contact, or of one that is there. */
export function ContactForm({
  form,
  contact,
  action,
}: {
  form?: FormState;
  contact?: ContactView;
  action: string;
}): VNode {
  return (
    <form class="form" method="post" action={action} noValidate>
      <FormErrors form={form} />
      <FieldRow>
        <TextInput name="email" type="email" label="E-mail address" value={contact?.email} form={form} />
        <TextInput name="name" label="Name" value={contact?.name} form={form} required={false} />
      </FieldRow>
      <FieldRow>
        <TextInput name="outlet" label="Outlet" value={contact?.outlet?.name} form={form} required={false} />
        <TextInput name="role" label="Role" value={contact?.role ?? ''} form={form} required={false} />
      </FieldRow>
      <FieldRow>
        <TextInput
          name="beats"
          label="Beats"
          hint="Separated by commas"
          value={contact?.beats.map((b) => b.name).join(', ')}
          form={form}
          required={false}
        />
        <TextInput
          name="languages"
          label="Languages"
          hint="Codes, the preferred first: es, en"
          value={contact?.languages.join(', ')}
          form={form}
          required={false}
        />
      </FieldRow>
      <FieldRow>
        <TextInput
          name="country"
          label="Country"
          hint="Two letters: US"
          value={contact?.country ?? ''}
          form={form}
          required={false}
        />
        <TextInput
          name="timeZone"
          label="Time zone"
          hint="For example America/New_York"
          value={contact?.timeZone ?? ''}
          form={form}
          required={false}
        />
        <TextInput name="phone" label="Phone" value={contact?.phone ?? ''} form={form} required={false} />
      </FieldRow>
      <TextInput
        name="tags"
        label="Tags"
        hint="Separated by commas"
        value={contact?.tags.join(', ')}
        form={form}
        required={false}
      />
      <TextArea name="notes" label="Notes" value={contact?.notes ?? ''} form={form} required={false} />
      <Button look="primary">{contact ? 'Save' : 'Add the contact'}</Button>
    </form>
  );
}

export function newContactPage(shell: DeskShell, form: FormState): string {
  return page(
    <DeskPage title="New contact" active="contacts" {...shell}>
      <PageHeader title="New contact" breadcrumb={[{ label: 'Contacts', href: '/desk/contacts' }]} />
      <ContactForm form={form} action="/desk/contacts" />
    </DeskPage>,
  );
}
