/** How the local mailbox treats a recipient; what it accepts it keeps. */
export type MailboxAnswer =
  | { kind: 'accept' }
  | { kind: 'reply'; code: number; text: string }
  /** Accepted, and a bounce follows to the return path. */
  | { kind: 'bounce later'; status: string; diagnostic: string };

/**
 * Domains of the demo newsroom whose mailboxes misbehave, so that refusals, deferrals and bounces can be seen without
 * mailing anybody. All end in `.example`, which no real mail can reach (RFC 2606).
 * @param seenBefore whether a mail to this recipient was deferred before
 */
export function mailboxAnswer(recipient: string, seenBefore: boolean): MailboxAnswer {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
  switch (domain) {
    case 'gone.example':
      return { kind: 'reply', code: 550, text: `5.1.1 <${recipient}>: no such user here` };
    case 'full.example':
      return { kind: 'reply', code: 552, text: `5.2.2 <${recipient}>: mailbox full` };
    case 'busy.example':
      if (seenBefore) return { kind: 'accept' };
      return { kind: 'reply', code: 451, text: '4.7.1 Greylisted, please try again in a moment' };
    case 'later.example':
      return { kind: 'bounce later', status: '5.1.1', diagnostic: '550 5.1.1 The address has been disabled' };
    default:
      return { kind: 'accept' };
  }
}
