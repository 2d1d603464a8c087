import type { KeptMail, KeptText } from '../bounces/kept-mails.service.js';
import { Tag } from '../web/components/badge.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { EmptyState } from '../web/components/empty-state.js';
import { KeyValues } from '../web/components/key-values.js';
import { PageHeader } from '../web/components/page-header.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { OriginalMail } from './bounces-one-page.js';
import { SOURCE_WORDS } from './bounces-words.js';
import type { DeskShell } from './desk-shell.js';

const KINDS: Record<string, { word: string; icon: string; tone: 'idle' | 'hold' }> = {
  autoreply: { word: 'Automatic answer', icon: 'reply', tone: 'idle' },
  other: { word: 'Ordinary mail', icon: 'mail', tone: 'idle' },
  bounce: { word: 'Report', icon: 'undo-2', tone: 'idle' },
  delayed: { word: 'Still trying', icon: 'hourglass', tone: 'idle' },
  feedback: { word: 'Complaint', icon: 'octagon-x', tone: 'idle' },
  unreadable: { word: 'Unreadable', icon: 'triangle-alert', tone: 'hold' },
  exceeded: { word: 'Beyond the limits', icon: 'triangle-alert', tone: 'hold' },
};
/** Why a report did not count. */
const OUTCOMES: Record<string, string> = {
  'no report': 'no report',
  'too late': 'came too late to count',
  'unknown delivery': 'names no mail of ours',
  'never sent': 'names a mail that was never sent',
};
const FORWARDING: Record<string, string> = {
  due: 'will be handed on',
  sending: 'may have been handed on: look at the press mailbox',
  sent: 'handed on to the press contact',
  failed: 'could not be handed on',
};

export function keptMailsPage({
  shell,
  zone,
  mails,
}: {
  shell: DeskShell;
  zone: string;
  mails: KeptMail[];
}): string {
  return page(
    <DeskPage title="Other mail" active="bounces" {...shell}>
      <PageHeader
        title="Other mail"
        breadcrumb={[{ label: 'Bounces', href: '/desk/bounces' }]}
        lead="Came to our bounce addresses and is no report about a delivery: answers, automatic answers, what could not be read."
      />
      <DataTable
        caption="Mails that are no reports"
        columns={columns(zone)}
        rows={mails}
        empty={
          <EmptyState icon="inbox" title="No other mail">
            Whatever comes to a return path and is no bounce is kept here. Answers of people go on to the
            press contact.
          </EmptyState>
        }
      />
    </DeskPage>,
  );
}

export function keptMailPage({
  shell,
  zone,
  mail,
}: {
  shell: DeskShell;
  zone: string;
  mail: KeptText;
}): string {
  const items = [
    { label: 'Came', value: <Time at={mail.receivedAt} zone={zone} look="full" /> },
    { label: 'By', value: SOURCE_WORDS[mail.source] ?? mail.source },
    { label: 'To', value: mail.rcpt ?? '–' },
    { label: 'Envelope sender', value: mail.sender === '' ? 'empty' : (mail.sender ?? 'not known') },
    {
      label: 'Outcome',
      value: FORWARDING[mail.forwarding ?? ''] ?? outcomeWord(mail.outcome),
    },
  ];
  return page(
    <DeskPage title={`Mail ${mail.id}`} active="bounces" {...shell}>
      <PageHeader
        title={mail.subject || `Mail ${mail.id}`}
        breadcrumb={[
          { label: 'Bounces', href: '/desk/bounces' },
          { label: 'Other mail', href: '/desk/bounces/mails' },
        ]}
        state={<KindTag kind={mail.kind} />}
      />
      <KeyValues items={items} />
      <OriginalMail mail={mail} source={mail.source} />
    </DeskPage>,
  );
}

function columns(zone: string): Column<KeptMail>[] {
  return [
    {
      title: 'Subject',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/bounces/mails/${row.id}`}
          title={row.subject || `Mail ${row.id}`}
          detail={row.sender ?? ''}
        />
      ),
    },
    { title: 'Kind', cell: (row) => <KindTag kind={row.kind} /> },
    { title: 'Outcome', cell: (row) => FORWARDING[row.forwarding ?? ''] ?? outcomeWord(row.outcome) },
    { title: 'When', cell: (row) => <Time at={row.receivedAt} zone={zone} /> },
  ];
}

function outcomeWord(outcome: string | null): string {
  return outcome === null ? '–' : (OUTCOMES[outcome] ?? outcome);
}

function KindTag({ kind }: { kind: string }) {
  const look = KINDS[kind] ?? { word: kind, icon: 'undo-2', tone: 'idle' as const };
  return (
    <Tag icon={look.icon} tone={look.tone}>
      {look.word}
    </Tag>
  );
}
