import type { BounceReading, FailedRecipient, OriginalEvidence } from './bounce-reading.js';
import { findAddresses, sameAddress } from './mail/addresses.js';
import { decodeWords, type HeaderFields } from './mail/mime-headers.js';
import { walkMime } from './mail/mime-walker.js';
import { takeApart, type NoticePieces } from './mail/notice-text.js';
import { collectEvidence, originalHeaders } from './mail/original-message.js';
import type { ExceededLimit, ReadingLimits } from './reading-limits.js';

/** A mail that has been taken apart, on its way to a verdict. */
export interface OpenedMail {
  headers: HeaderFields;
  subject: string;
  pieces: NoticePieces;
  original: HeaderFields;
  limits: ReadingLimits;
}

/** Says what the mail is, or null: not mine. */
export type Reader = (mail: OpenedMail) => BounceReading | null;

export function openMail(source: string, limits: ReadingLimits): OpenedMail | { exceeded: ExceededLimit } {
  const walked = walkMime(source, limits);
  if ('exceeded' in walked) return walked;
  const pieces = takeApart(walked, limits);
  const subject = decodeWords(walked.headers.first('subject')).slice(0, 500);
  return { headers: walked.headers, subject, pieces, original: originalHeaders(pieces.original), limits };
}

/** What every reading carries, whatever its kind. */
export function found(mail: OpenedMail, envelopeId = ''): { evidence: OriginalEvidence; subject: string } {
  return { evidence: collectEvidence(mail.headers, mail.original, envelopeId), subject: mail.subject };
}

/** The addresses in To: whoever sent the original gets the report, so it is hardly about them. */
export function addressees(mail: OpenedMail): string[] {
  return findAddresses(mail.headers.first('to').slice(0, 8000));
}

/** Exim and others repeat the failed addresses in a header. */
export function failedByHeader(mail: OpenedMail): string[] {
  return [...new Set([...listedAsFailed(mail), ...addressesIn(mail, 'x-bounced-address')])];
}

/** Exim's list is complete: other addresses in such a notice are not its recipients. */
export function listedAsFailed(mail: OpenedMail): string[] {
  return addressesIn(mail, 'x-failed-recipients');
}

function addressesIn(mail: OpenedMail, header: string): string[] {
  return findAddresses(mail.headers.all(header).join(' ').slice(0, 20_000)).slice(
    0,
    mail.limits.maxRecipients,
  );
}

/** A recipient about whom nothing more is known than the address. */
export function bareRecipient(address: string): FailedRecipient {
  return { address, aliases: [], status: '', reply: '', diagnostic: '', category: 'unknown', hard: false };
}

export function withoutDoubles(recipients: FailedRecipient[]): FailedRecipient[] {
  return recipients.filter(
    (one, at) => recipients.findIndex((other) => sameAddress(one.address, other.address)) === at,
  );
}
