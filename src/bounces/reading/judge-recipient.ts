import type { FailedRecipient } from './bounce-reading.js';
import { categoryOfWords, classifyReply, type SmtpCommand } from './classify-reply.js';
import type { ReportedRecipient } from './delivery-status.js';
import { findFailedRecipients, type NoticedRecipient } from './failed-recipients.js';
import { categoryOfStatus, findReplyCode, findStatus } from './status-codes.js';

/** What the readable part of a report says besides. Found once for all recipients of the report. */
export interface SaidInNotice {
  /** Address in lower case → the lines about it. */
  about: ReadonlyMap<string, string>;
  /** The whole notice when there is only one recipient, else ''. */
  toTheOnlyOne: string;
}

export function readSayings(notice: string[], recipients: number, max: number): SaidInNotice {
  const noticed = findFailedRecipients(notice, [], max);
  return {
    about: new Map(noticed.map(({ address, words }) => [address.toLowerCase(), words])),
    toTheOnlyOne: recipients === 1 ? notice.join('\n').slice(0, 6000) : '',
  };
}

/** Judges one recipient of a delivery report; the words of the notice help where the report has none. */
export function judgeReported(recipient: ReportedRecipient, said: SaidInNotice): FailedRecipient {
  const { address, aliases, diagnostic, action } = recipient;
  const told = diagnostic
    ? (said.about.get(address.toLowerCase()) ?? said.toTheOnlyOne)
    : said.toTheOnlyOne || (said.about.get(address.toLowerCase()) ?? '');
  const text = [diagnostic, recipient.statusComment].filter(Boolean).join('\n');
  const status = mostTelling(findStatus(diagnostic), recipient.status, findStatus(told));
  const spoken = categoryOfWords(text) || categoryOfStatus(status) ? text : `${text}\n${told}`;
  const reply = findReplyCode(diagnostic) || findReplyCode(told);
  const verdict = classifyReply({
    code: reply,
    enhanced: status,
    text: spoken,
    command: commandIn(diagnostic) || commandIn(told),
    aboutRecipient: names(spoken, address) || !BARE_UNKNOWN.test(spoken),
    gaveUp: action !== 'delayed',
  });
  return { address, aliases, reply, diagnostic: oneLine(diagnostic || told), ...verdict };
}

/** Judges an address that a notice in words names. */
export function judgeNoticed(
  noticed: NoticedRecipient,
  { whole, subject, gaveUp }: { whole: string; subject: string; gaveUp: boolean },
  count: number,
): FailedRecipient {
  const own = noticed.words || (count === 1 ? whole : '');
  const words = categoryOfWords(own) || findStatus(own) ? own : `${own}\n${whole}\n${subject}`;
  const reply = findReplyCode(words);
  const verdict = classifyReply({
    code: reply,
    enhanced: findStatus(words),
    text: words,
    command: commandIn(words),
    aboutRecipient:
      reply === '' && (noticed.inSentence === true || (noticed.words !== '' && !BARE_UNKNOWN.test(words))),
    gaveUp,
  });
  return {
    address: noticed.address,
    aliases: noticed.alias ? [noticed.alias] : [],
    reply,
    diagnostic: oneLine(words),
    ...verdict,
  };
}

/** Filters answer with these words too; with an address, or in longer words, it is the server's user list. */
const BARE_UNKNOWN = /\buser unknown|\bunknown user|\buser doesn't have an? \S{1,80} account/i;

function names(text: string, address: string): boolean {
  return text.toLowerCase().includes(address.toLowerCase());
}

/** `x.0.0` says nothing: a better one may stand in the server's own words. */
function mostTelling(...statuses: string[]): string {
  return statuses.find((status) => status && !status.endsWith('.0.0')) ?? statuses.find(Boolean) ?? '';
}

const COMMANDS: ReadonlyArray<readonly [SmtpCommand, RegExp]> = [
  [
    'RCPT',
    /in reply to RCPT TO|after RCPT TO|RCPT TO response|SMTP:RCPT|\[RCPT_TO\]|did(?: not|n't) like our RCPT|does not like recipient|<<< 5\d\d[^\n]{0,200}(?:need rcpt|no valid recipients|valid rcpt)|(?:>>>|RCPT:?) ?RCPT TO[^\n]{0,400}\n\s*(?:<<<|\?) ?[45]/i,
  ],
  [
    'DATA',
    /in reply to (?:end of )?DATA|after (?:end of data|DATA)|end of data|SMTP command\s{1,4}DATA|did(?: not|n't) like our (?:DATA|message)|\[(?:DATA|BODY)\]|failed after I sent the message|>>> (?:DATA|\.)\s*\n\s*<<< [45]/i,
  ],
  [
    'MAIL',
    /in reply to MAIL FROM|after MAIL FROM|does not like sender|\[MAIL_FROM\]|did(?: not|n't) like our MAIL|>>> MAIL FROM[^\n]{0,400}\n\s*<<< [45]/i,
  ],
  ['EHLO', /in reply to (?:EHLO|HELO)|after (?:EHLO|HELO)/i],
  [
    'CONN',
    /after initial connection|connected to [\d.]{7,15} but (?:greeting|connection)|refused to talk to me/i,
  ],
];

/** Which command the server refused, as far as the report tells. */
function commandIn(text: string): SmtpCommand {
  return COMMANDS.find(([, telling]) => telling.test(text.slice(0, 6000)))?.[0] ?? '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 1000);
}
