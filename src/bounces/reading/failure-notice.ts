import { categoryOfWords } from './classify-reply.js';
import { firstAddress, isMachineAddress } from './mail/addresses.js';
import { isVacationSubject, tellsOfAbsence } from './automatic-reply.js';
import { decodeWords, type HeaderFields } from './mail/mime-headers.js';
import { failureSentence, failureSubject, givenUp, stillTrying } from './wordings/failures.js';

const DAEMON =
  /mailer-?\s?da?emon|post_?master|mail-?\s?(?:delivery|deliver|daemon|administrator|system|robot|router|server)|postmaster|poostmaster|mdaemon|maildeliver|delivery (?:subsystem|service|system)|bounce|maildaemon|undeliver|listserv|-admin@|-owner@|owner-|system administrator|(?:smtp|anti-?virus|mail[-_ ]?(?:service|gateway))[^@]*@/i;
const MAIL_SERVER =
  /mailer-?\s?da?emon|post_?master|poostmaster|mdaemon|maildaemon|mail-daemon|mail delivery|-admin@|-owner@|owner-|listserv|system administrator|(?:smtp|mail[-_ ]?gateway)[^@]*@/i;
const SMTP_WORDS =
  /\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}|[^\s\d])|\(#[45]\.\d\.\d\)|\bRCPT TO\b|remote host said|transcript of session|smtp error|in reply to|said: [45]\d\d|reason:/i;

/**
 * How much a mail without a machine-readable report looks like a delivery failure. The signs are weighed, none
 * decides alone: ordinary mail talks about bounces too, and autoreplies have an empty return path.
 */
export function weighFailureNotice(headers: HeaderFields, notice: string[], quotesOriginal: boolean): number {
  const subject = decodeWords(headers.first('subject'));
  const text = notice.join('\n').slice(0, 16_000);
  const banner = BANNER.test(text.slice(0, 2000));
  if (!banner && (!isFromMachine(headers) || !hasToDoWithMail(headers, text, quotesOriginal))) return 0;
  const titled = failureSubject.test(subject);
  const signs: Array<[boolean, number]> = [
    [headers.has('x-failed-recipients') || headers.has('x-bounced-address'), 4],
    [/report-type="?delivery-status/i.test(headers.first('content-type')), 3],
    [isFromDaemon(headers) || banner, 2],
    [isFromMailServer(headers) && givenUp.test(text), 1],
    [hasNoSender(headers) || isNullReturnPath(headers), 1],
    [titled, 2],
    [failureSentence.test(text), 2],
    [SMTP_WORDS.test(text), 1],
    [quotesOriginal, 1],
    [!titled && !quotesOriginal && !SMTP_WORDS.test(text) && tellsOfAbsence(notice), -4],
    [isVacationSubject(subject) && !(titled && isFromDaemon(headers)), -4],
    [
      (headers.has('list-id') || headers.has('list-unsubscribe')) && !banner && !isFromMailServer(headers),
      -2,
    ],
    [headers.has('x-autoreply') || headers.has('x-autorespond'), -3],
  ];
  return signs.reduce((sum, [holds, weight]) => sum + (holds ? weight : 0), 0);
}

/** People write about rejections and quote the release below: what they write is never a notice. */
function isFromMachine(headers: HeaderFields): boolean {
  const reported = /report-type="?delivery-status/i.test(headers.first('content-type'));
  if (reported || headers.has('x-failed-recipients') || isNullReturnPath(headers)) return true;
  return isFromDaemon(headers) || isMachineAddress(firstAddress(headers.first('from')));
}

/** Parcels cannot be delivered either, and shops have delivery services: something must speak of mail servers. */
function hasToDoWithMail(headers: HeaderFields, text: string, quotesOriginal: boolean): boolean {
  if (quotesOriginal || isNullReturnPath(headers) || hasNoSender(headers)) return true;
  if (headers.has('x-failed-recipients') || headers.has('x-bounced-address')) return true;
  return (
    MAIL_SERVER.test(`${headers.first('from')} ${headers.first('return-path')}`) || SMTP_WORDS.test(text)
  );
}

const NO_SENDER = /^\s*(?:<\s*>)?\s*$/;

function hasNoSender(headers: HeaderFields): boolean {
  return NO_SENDER.test(headers.first('from'));
}

/** A title between rules: "--- Non-Delivery Report ---". */
const BANNER =
  /^[^\w\n]{2,40}(?:non-?delivery|undeliverable|delivery (?:status|failure)|failed delivery)(?: \w+)? (?:report|notification|notice|message)[^\w\n]{2,40}$/im;

/** Mail systems introduce themselves; a name alone proves nothing. */
export function isFromDaemon(headers: HeaderFields): boolean {
  const from = headers.first('from') || headers.first('sender') || headers.first('reply-to');
  return (
    NO_SENDER.test(from) || DAEMON.test(from) || MAIL_SERVER.test(firstAddress(headers.first('return-path')))
  );
}

/** The program itself, not somebody who writes about it: a list's headers were then put on by whom it passed. */
function isFromMailServer(headers: HeaderFields): boolean {
  return /^(?:mailer-?da?emon|postmaster)@/i.test(firstAddress(headers.first('from')));
}

/** From this weight on a mail is called a bounce; found on the development half of the test set. */
export const FAILURE_WEIGHT = 5;

function isNullReturnPath(headers: HeaderFields): boolean {
  return /^<\s*>|^<?mailer-daemon/i.test(headers.first('return-path').trim());
}

/** A notice that the server still tries: nothing has failed yet. */
export function saysStillTrying(subject: string, notice: string[]): boolean {
  const text = `${subject}\n${notice.slice(0, 60).join('\n')}`.slice(0, 6000);
  if (givenUp.test(text)) return false;
  if (stillTrying.test(text)) return true;
  return /\bwarning\b|delay/i.test(subject) && categoryOfWords(text) !== 'unknown-address';
}
