import type { VNode } from 'preact';
import { shortly, type HistoryInWords } from '../bounces/contact-history.js';
import type { ContactMail } from '../bounces/mail-history.service.js';
import { EmptyState } from '../web/components/empty-state.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Timeline } from '../web/components/timeline.js';
import { DeskPage, page } from '../web/page.js';
import { mailName } from './bounced-mail-words.js';
import { firstWords } from './bounces-parts.js';
import { ACTION_LOOKS } from './bounces-words.js';
import type { DeskShell } from './desk-shell.js';

export function contactBouncesPage({
  shell,
  zone,
  mail,
}: {
  shell: DeskShell;
  zone: string;
  mail: ContactMail;
}): string {
  const { contact } = mail;
  const name = contact.name || contact.email;
  return page(
    <DeskPage title={`Mail to ${name}`} active="contacts" {...shell}>
      <PageHeader
        title={`Mail to ${name}`}
        breadcrumb={[
          { label: 'Contacts', href: '/desk/contacts' },
          { label: name, href: `/desk/contacts/${contact.id}` },
        ]}
        lead={contact.email}
      />
      <MailNow now={mail.now} />
      <Section title="What came back">
        <MailTimeline mail={mail} zone={zone} />
      </Section>
    </DeskPage>,
  );
}

/** How mail to a person fares, in one sentence; for any page about the person. */
export function MailNow({ now }: { now: HistoryInWords }): VNode {
  return <Notice tone={now.tone}>{now.sentence}</Notice>;
}

export function MailTimeline({ mail, zone }: { mail: ContactMail; zone: string }): VNode {
  if (mail.bounces.length === 0)
    return (
      <EmptyState icon="mail-check" title="Nothing came back">
        No server has refused a mail to this person, and they have not complained.
      </EmptyState>
    );
  const events = mail.bounces.map((one) => {
    const look = ACTION_LOOKS[one.action];
    const reason = one.kind === 'feedback' ? 'Reported as spam' : shortly(one.category);
    const words = `${reason}: ${one.undone ? 'undone' : look.word.toLowerCase()}`;
    return {
      at: one.at,
      icon: one.undone ? 'undo-2' : look.icon,
      tone: one.undone ? ('idle' as const) : look.tone,
      title: <a href={`/desk/bounces/${one.id}`}>{words}</a>,
      detail: (
        <>
          <p>{mailName(one)}</p>
          <p class="muted">{firstWords(one.diagnostic)}</p>
        </>
      ),
    };
  });
  return <Timeline events={events} zone={zone} />;
}
