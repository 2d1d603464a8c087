import type { FailedRecipient } from './bounce-reading.js';
import { categoryOfWords, classifyReply, saysItInOwnWords } from './classify-reply.js';
import type { ReportedRecipient } from './delivery-status.js';
import { findFailedRecipients, type NoticedRecipient } from './failed-recipients.js';
import { refusedCommand } from './refused-command.js';
import { quotedAnswer } from './server-answer.js';
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
  const understood = categoryOfWords(text) || categoryOfStatus(status);
  const spoken = understood ? text : `${text}\n${tellingAnswer(told) || told}`;
  const reply = findReplyCode(diagnostic) || findReplyCode(told);
  const verdict = classifyReply({
    code: reply,
    enhanced: status,
    text: spoken,
    command: refusedCommand(diagnostic) || refusedCommand(told),
    aboutRecipient: names(spoken, address) || saysItInOwnWords(spoken),
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
  const quoted = tellingAnswer(words);
  const answer = quoted || words;
  const reply = findReplyCode(answer);
  const inSentence = reply === '' && noticed.inSentence === true;
  // Where no server's answer is quoted the notice speaks for itself: what stands above the address belongs to it.
  const heading = reply === '' && count === 1 && !GUESSES.test(whole) ? whole : '';
  const verdict = classifyReply({
    code: reply,
    enhanced: findStatus(answer) || findStatus(words),
    text: answer,
    command: refusedCommand(words),
    aboutRecipient:
      inSentence || ((noticed.words || quoted) !== '' && [answer, words, heading].some(saysItInOwnWords)),
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

const STATE_OF_MAILBOX = new Set(['suspended', 'mailbox-full', 'filtered', 'moved']);

/** Prose that lists every reason there could be. */
const GUESSES = /\b(?:may|might|could be|can be|possibl[ey]|perhaps|maybe|either|usually|reasons|if the)\b/i;

/** The quoted answer, unless it is only the stock phrase and the words around it know a better reason. */
function tellingAnswer(notice: string): string {
  const answer = quotedAnswer(notice);
  if (categoryOfWords(answer) !== 'unknown-address' || saysItInOwnWords(answer)) return answer;
  return STATE_OF_MAILBOX.has(categoryOfWords(notice) ?? '') ? '' : answer;
}

/** The address, or what stands before its `@` between quotes: `unknown user: "name"`. */
function names(text: string, address: string): boolean {
  const [said, asked] = [text.toLowerCase(), address.toLowerCase()];
  return said.includes(asked) || said.includes(`"${asked.slice(0, asked.lastIndexOf('@'))}"`);
}

/** `x.0.0` says nothing: a better one may stand in the server's own words. */
function mostTelling(...statuses: string[]): string {
  return statuses.find((status) => status && !status.endsWith('.0.0')) ?? statuses.find(Boolean) ?? '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 1000);
}
