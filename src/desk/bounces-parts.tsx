import type { VNode } from 'preact';
import type { BounceLine } from '../bounces/bounces.service.js';
import { shortly } from '../bounces/contact-history.js';
import type { BounceAction } from '../bounces/policy.js';
import { Tag } from '../web/components/badge.js';
import { type Column, TitleCell } from '../web/components/data-table.js';
import { Time } from '../web/components/time.js';
import { addressShown } from './address-shown.js';
import { mailName } from './bounced-mail-words.js';
import { ACTION_LOOKS } from './bounces-words.js';

/** What was done; struck out in words once it was undone. */
export function ActionTag({ action, isUndone }: { action: BounceAction; isUndone: boolean }): VNode {
  const look = ACTION_LOOKS[action];
  return isUndone ? (
    <Tag icon="undo-2" tone="idle">{`Undone: ${look.word.toLowerCase()}`}</Tag>
  ) : (
    <Tag icon={look.icon} tone={look.tone}>
      {look.word}
    </Tag>
  );
}

export function bounceColumns(zone: string): Column<BounceLine>[] {
  return [
    {
      title: 'Address',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/bounces/${row.id}`}
          title={addressShown(row.email)}
          detail={firstWords(row.diagnostic)}
        />
      ),
    },
    { title: 'Reason', cell: (row) => (row.kind === 'feedback' ? 'Complaint' : shortly(row.category)) },
    {
      title: 'What was done',
      cell: (row) => <ActionTag action={row.action} isUndone={row.undoneAt !== null} />,
    },
    {
      title: 'Mail',
      isMinor: true,
      cell: (row) => <MailThatBounced bounce={row} />,
    },
    { title: 'When', cell: (row) => <Time at={row.at} zone={zone} /> },
  ];
}

/** The release with a way to it, or what the single mail was. */
export function MailThatBounced({
  bounce,
}: {
  bounce: Pick<BounceLine, 'mail' | 'purpose' | 'headline' | 'releaseId'>;
}): VNode {
  const name = mailName(bounce);
  return bounce.releaseId === null ? (
    <span>{name}</span>
  ) : (
    <a href={`/desk/releases/${bounce.releaseId}`}>{name}</a>
  );
}

/** The beginning of a server's words, for a line of a table. */
export function firstWords(words: string): string {
  return words.length > 110 ? `${words.slice(0, 108)}…` : words;
}
