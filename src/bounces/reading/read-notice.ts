import type { BounceReading } from './bounce-reading.js';
import { categoryOfWords } from './classify-reply.js';
import { findFailedRecipients, namesInList, type NoticedRecipient } from './failed-recipients.js';
import { FAILURE_WEIGHT, isFromDaemon, saysStillTrying, weighFailureNotice } from './failure-notice.js';
import { judgeNoticed } from './judge-recipient.js';
import { findAddresses, firstAddress, sameAddress } from './mail/addresses.js';
import { failureSentence } from './wordings/failures.js';
import {
  addressees,
  failedByHeader,
  found,
  listedAsFailed,
  withoutDoubles,
  type OpenedMail,
} from './opened-mail.js';

/** Reads a failure that is told in words only, in whatever form and language. */
export function readNotice(mail: OpenedMail): BounceReading | null {
  const noticed = noticedRecipients(mail);
  if (weigh(mail, noticed) < FAILURE_WEIGHT) return null;
  const gaveUp = !saysStillTrying(mail.subject, mail.pieces.notice);
  const notice = { whole: mail.pieces.notice.join('\n').slice(0, 6000), subject: mail.subject, gaveUp };
  const recipients = noticed.map((recipient) => judgeNoticed(recipient, notice, noticed.length));
  return { ...found(mail), kind: gaveUp ? 'bounce' : 'delayed', recipients: withoutDoubles(recipients) };
}

/**
 * A notice about somebody to whom the quoted original was addressed weighs one more; so does a daemon's that puts
 * an address on a line of its own, or gives a reason that we know: that holds in languages that we do not read.
 */
function weigh(mail: OpenedMail, noticed: NoticedRecipient[]): number {
  const quotes = mail.original.size > 2;
  const sentTo = `${mail.original.first('to')} ${mail.original.first('x-envelope-to')}`;
  const weSent = quotes && noticed.some(({ address }) => sentTo.includes(address));
  const daemon = isFromDaemon(mail.headers);
  const apart = daemon && noticed.some(({ words, inSentence }) => words !== '' && !inSentence);
  const reason = daemon ? categoryOfWords(mail.pieces.notice.join('\n')) : undefined;
  const reasoned = reason === 'unknown-address' ? 2 : reason === undefined ? 0 : 1;
  const more = [weSent, apart].filter(Boolean).length + reasoned;
  return weighFailureNotice(mail.headers, mail.pieces.notice, quotes) + more;
}

/** From the text; if a header lists more, the header; else whom the original was sent to; at last the subject. */
function noticedRecipients(mail: OpenedMail): NoticedRecipient[] {
  const inText = findFailedRecipients(mail.pieces.notice, addressees(mail), mail.limits.maxRecipients);
  const byHeader = failedByHeader(mail);
  const wordsOf = (address: string) => inText.find((one) => sameAddress(one.address, address));
  if (listedAsFailed(mail).length > 0 || !byHeader.every((address) => wordsOf(address)))
    return byHeader.map((address) => wordsOf(address) ?? { address, words: '' });
  if (inText.length > 0) return preferAddressed(mail, inText);
  if (mail.original.size > 0 && isFromDaemon(mail.original)) return inText;
  const [address] = addressedBy(mail);
  if (address) return [{ address, words: '', inSentence: true }];
  const inSubject = namedInSubject(mail);
  return inSubject.length > 0 ? inSubject : namedWithoutDomain(mail);
}

/** A daemon that leaves its own domain out: "could not be delivered to the following recipients:" and names below. */
function namedWithoutDomain(mail: OpenedMail): NoticedRecipient[] {
  const [, domain] = firstAddress(mail.headers.first('from')).split('@');
  if (!domain || !isFromDaemon(mail.headers)) return [];
  const names = namesInList(mail.pieces.notice).slice(0, mail.limits.maxRecipients);
  return names.map((name) => ({ address: `${name}@${domain}`, words: '' }));
}

/** "Rejected posting to a@b", and neither the text nor a copy of the original names anybody. */
function namedInSubject(mail: OpenedMail): NoticedRecipient[] {
  return findFailedRecipients([mail.subject], addressees(mail), 1).map(({ address }) => ({
    address,
    words: '',
  }));
}

function addressedBy(mail: OpenedMail): string[] {
  return findAddresses(`${mail.original.first('to')} ${mail.original.first('cc')}`.slice(0, 4000));
}

/** Names of help desks stand on lines of their own too: whom we wrote to goes before an address that we never used. */
function preferAddressed(mail: OpenedMail, inText: NoticedRecipient[]): NoticedRecipient[] {
  const addressed = addressedBy(mail);
  const known = ({ address, alias = '' }: NoticedRecipient) =>
    addressed.some((own) => sameAddress(own, address) || sameAddress(own, alias));
  if (inText.length !== 1 || inText.some(known)) return inText;
  const { notice } = mail.pieces;
  const at = notice.findIndex(
    (line) => addressed.some((own) => line.includes(own)) && failureSentence.test(line),
  );
  const address = addressed.find((own) => notice[at]?.includes(own));
  return address
    ? [{ address, words: notice.slice(at).join('\n').slice(0, 6000), inSentence: true }]
    : inText;
}
