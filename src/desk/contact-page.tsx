import type { VNode } from 'preact';
import type { ContactView } from '../contacts/contact-view.js';
import type { ConsentEvent } from '../subscriptions/consent-event.entity.js';
import type { FollowedTopic } from '../subscriptions/subscriptions.service.js';
import type { Topic } from '../subscriptions/topic.entity.js';
import { Button, LinkButton, PostButton } from '../web/components/button.js';
import { Select } from '../web/components/choices.js';
import { Confirmation } from '../web/components/confirmation.js';
import { type Column, DataTable } from '../web/components/data-table.js';
import { KeyValues } from '../web/components/key-values.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { ContactForm, MailState } from './contacts-page.js';
import type { DeskShell } from './desk-shell.js';

export interface ContactPageView {
  shell: DeskShell;
  contact: ContactView;
  followed: FollowedTopic[];
  topics: Topic[];
  consent: ConsentEvent[];
  zone: string;
  form?: FormState;
}

export const STATES = {
  active: 'follows',
  requested: 'asks to follow',
  unconfirmed: 'has yet to confirm',
  left: 'left',
} as const;

export function contactPage(view: ContactPageView): string {
  const { shell, contact, zone, form } = view;
  return page(
    <DeskPage title={contact.name || contact.email} active="contacts" {...shell}>
      <PageHeader
        title={contact.name || contact.email}
        breadcrumb={[{ label: 'Contacts', href: '/desk/contacts' }]}
        state={<MailState contact={contact} />}
        lead={contact.email}
      />
      <KeyValues
        items={[
          { label: 'Address came from', value: contact.source },
          { label: 'On', value: <Time at={new Date(contact.sourceAt)} zone={zone} look="date" /> },
          { label: 'Frequency', value: contact.frequency },
          {
            label: 'Early access',
            value: <a href={`/desk/contacts/${contact.id}/trust`}>{contact.trust}</a>,
          },
        ]}
      />
      <Topics {...view} />
      <Section title="Data">
        <ContactForm contact={contact} action={`/desk/contacts/${contact.id}`} {...(form && { form })} />
      </Section>
      <Section title="Record of consent">
        <DataTable
          caption="Record of consent"
          columns={consentColumns(view)}
          rows={view.consent}
          empty={<p>Nothing yet.</p>}
        />
      </Section>
      <Section title="Merge, stop or erase">
        <div class="button-row">
          <LinkButton href={`/desk/contacts/${contact.id}/merge`}>Merge a duplicate into it</LinkButton>
          <LinkButton href={`/desk/contacts/${contact.id}/stop`}>Stop all mail</LinkButton>
          <LinkButton href={`/desk/contacts/${contact.id}/erase`} look="danger">
            Erase
          </LinkButton>
        </div>
      </Section>
    </DeskPage>,
  );
}

function Topics({ contact, followed, topics }: ContactPageView): VNode {
  const columns: Column<FollowedTopic>[] = [
    { title: 'Topic', isTitle: true, cell: (topic) => topic.name },
    { title: 'State', cell: (topic) => STATES[topic.state] },
    { title: 'Change', cell: (topic) => <TopicActions contact={contact} topic={topic} /> },
  ];
  const open = topics.filter((topic) => !topic.archivedAt && !followed.some((f) => f.topicId === topic.id));
  return (
    <Section title="Topics">
      <DataTable caption="Topics" columns={columns} rows={followed} empty={<p>Follows no topic yet.</p>} />
      {open.length > 0 && (
        <form class="form" method="post" action={`/desk/contacts/${contact.id}/topics`}>
          <Select
            name="topic"
            label="Subscribe to"
            options={open.map((t) => ({ value: String(t.id), label: t.name }))}
          />
          <Button>Subscribe</Button>
        </form>
      )}
    </Section>
  );
}

function TopicActions({ contact, topic }: { contact: ContactView; topic: FollowedTopic }): VNode | null {
  if (topic.state === 'left') return null;
  const fields = { topic: String(topic.topicId) };
  return (
    <div class="button-row">
      {topic.state === 'requested' && (
        <PostButton action={`/desk/contacts/${contact.id}/topics`} fields={fields}>
          Approve
        </PostButton>
      )}
      <PostButton action={`/desk/contacts/${contact.id}/topics/leave`} fields={fields} look="quiet">
        {topic.state === 'requested' ? 'Decline' : 'Unsubscribe'}
      </PostButton>
    </div>
  );
}

function consentColumns({ followed, topics, zone }: ContactPageView): Column<ConsentEvent>[] {
  const names = new Map([
    ...topics.map((t) => [t.id, t.name] as const),
    ...followed.map((f) => [f.topicId, f.name] as const),
  ]);
  return [
    { title: 'When', cell: (event) => <Time at={new Date(event.at)} zone={zone} /> },
    { title: 'Change', isTitle: true, cell: (event) => event.change },
    {
      title: 'Topic',
      cell: (event) =>
        event.topicId === null ? 'all' : (names.get(event.topicId) ?? `topic ${event.topicId}`),
    },
    { title: 'Through', cell: (event) => event.source },
    { title: 'From', cell: (event) => event.address ?? '', isMinor: true },
  ];
}

export function stopPage(shell: DeskShell, contact: ContactView): string {
  return confirmationPage(
    shell,
    contact,
    <Confirmation
      title={`Stop all mail to ${contact.email}?`}
      action={`/desk/contacts/${contact.id}/stop`}
      confirm="Stop all mail"
      cancelHref={`/desk/contacts/${contact.id}`}
      consequences={[
        'Only the journalist can come back, by subscribing on the newsroom.',
        'No import subscribes them again.',
      ]}
    >
      <p>
        Use this when the journalist asked for it. All topics are left, and the address is suppressed at once.
      </p>
    </Confirmation>,
  );
}

export function erasePage(shell: DeskShell, contact: ContactView): string {
  return confirmationPage(
    shell,
    contact,
    <Confirmation
      title={`Erase ${contact.name || contact.email}?`}
      action={`/desk/contacts/${contact.id}/erase`}
      confirm="Erase"
      cancelHref={`/desk/contacts/${contact.id}`}
      consequences={[
        'This cannot be undone.',
        'A hash of the address stays, so that no import brings the person back.',
      ]}
    >
      <p>Name, address, notes, topics and early access of this person are removed.</p>
    </Confirmation>,
  );
}

function confirmationPage(shell: DeskShell, contact: ContactView, confirmation: VNode): string {
  return page(
    <DeskPage title={contact.name || contact.email} active="contacts" {...shell}>
      {confirmation}
    </DeskPage>,
  );
}
