import { findAddresses, sameAddress } from './mail/addresses.js';
import { findRetiredMailbox, looksLikeHumanReply, recogniseAutoReply } from './automatic-reply.js';
import type { BounceReading, FailedRecipient, OriginalEvidence } from './bounce-reading.js';
import { quotesDeliveryStatus, readDeliveryStatus, type DeliveryReport } from './delivery-status.js';
import { findFailedRecipients } from './failed-recipients.js';
import { FAILURE_WEIGHT, isFromDaemon, saysStillTrying, weighFailureNotice } from './failure-notice.js';
import { readFeedbackReport, readInformalComplaint, type Feedback } from './feedback-report.js';
import { judgeNoticed, judgeReported } from './judge-recipient.js';
import { decodeWords, type HeaderFields } from './mail/mime-headers.js';
import { toLines, walkMime } from './mail/mime-walker.js';
import { takeApart, type NoticePieces } from './mail/notice-text.js';
import { collectEvidence, originalHeaders } from './mail/original-message.js';
import { readMailedNotification } from './provider-notice.js';
import { defaultReadingLimits, type ReadingLimits } from './reading-limits.js';

/** A mail that has been taken apart, on its way to a verdict. */
interface OpenedMail {
  headers: HeaderFields;
  subject: string;
  pieces: NoticePieces;
  original: HeaderFields;
  limits: ReadingLimits;
}

type Reader = (mail: OpenedMail) => BounceReading | null;

/**
 * Bytes of a mail → what it says about our deliveries. Pure and synchronous, never throws, works within
 * `limits`. What it finds is what the mail claims: whether the claim is believed is decided where the return
 * path's token is checked.
 */
export function readBounce(mail: Uint8Array, limits: ReadingLimits = defaultReadingLimits): BounceReading {
  if (mail.byteLength > limits.maxBytes) return { kind: 'exceeded', limit: 'bytes' };
  return readSource(toLines(mail), limits, 0);
}

function readSource(source: string, limits: ReadingLimits, depth: number): BounceReading {
  const walked = walkMime(source, limits);
  if ('exceeded' in walked) return { kind: 'exceeded', limit: walked.exceeded };
  const pieces = takeApart(walked, limits);
  const subject = decodeWords(walked.headers.first('subject')).slice(0, 500);
  const mail = {
    headers: walked.headers,
    subject,
    pieces,
    original: originalHeaders(pieces.original),
    limits,
  };
  for (const reader of readers) {
    const reading = reader(mail);
    if (reading) return namesNobody(reading) ? (readAttachedBounce(mail, depth) ?? reading) : reading;
  }
  return (
    readAttachedBounce(mail, depth) ?? {
      ...found(mail),
      kind: 'other',
      recipients: [],
      humanReply: looksLikeHumanReply(mail.headers),
    }
  );
}

/** A failure without an address: the report that it wraps may have one. */
function namesNobody(reading: BounceReading): boolean {
  return (reading.kind === 'bounce' || reading.kind === 'delayed') && reading.recipients.length === 0;
}

/** From the most certain form to the least. */
const readers: readonly Reader[] = [readFeedback, readReport, readNotification, readNotice, readAutoReply];

function found(mail: OpenedMail, envelopeId = ''): { evidence: OriginalEvidence; subject: string } {
  return { evidence: collectEvidence(mail.headers, mail.original, envelopeId), subject: mail.subject };
}

function readFeedback(mail: OpenedMail): BounceReading | null {
  const { feedbackReport } = mail.pieces;
  const feedback =
    feedbackReport === null
      ? readInformalComplaint(mail.headers, mail.original)
      : readFeedbackReport(feedbackReport, mail.original);
  return feedback && complaint(mail, feedback);
}

function complaint(mail: OpenedMail, feedback: Feedback): BounceReading {
  const recipients = feedback.recipients
    .slice(0, mail.limits.maxRecipients)
    .map((address): FailedRecipient => ({
      address,
      aliases: [],
      status: '',
      reply: '',
      diagnostic: '',
      category: 'unknown',
      hard: false,
    }));
  return { ...found(mail, feedback.envelopeId), kind: 'feedback', feedbackType: feedback.type, recipients };
}

/** A delivery report (RFC 3464), in its own part or, where a forwarder flattened the mail, in the text. */
function readReport(mail: OpenedMail): BounceReading | null {
  const { statusReports, notice } = mail.pieces;
  const text = notice.join('\n');
  const report = mergeReports(
    (statusReports.length > 0 ? statusReports : quotesDeliveryStatus(text) ? [text] : []).map((part) =>
      readDeliveryStatus(part, mail.limits.maxRecipients),
    ),
  );
  const failed = report.recipients.filter(
    ({ action }) => !['delivered', 'relayed', 'expanded'].includes(action),
  );
  if (report.recipients.length === 0) return null;
  if (failed.length === 0) return arrived(mail, report);
  const named = failed
    .map((recipient) => (recipient.address ? recipient : { ...recipient, address: addressElsewhere(mail) }))
    .filter(({ address }) => address);
  if (named.length === 0) return null;
  const kind = named.every(({ action }) => action === 'delayed') ? 'delayed' : 'bounce';
  return {
    ...found(mail, report.envelopeId),
    kind,
    recipients: withoutDoubles(named.map((recipient) => judgeReported(recipient, notice, named.length))),
  };
}

function mergeReports(reports: DeliveryReport[]): DeliveryReport {
  return {
    envelopeId: reports.find(({ envelopeId }) => envelopeId)?.envelopeId ?? '',
    recipients: reports.flatMap(({ recipients }) => recipients),
  };
}

/** "It was delivered": good news is no bounce. */
function arrived(mail: OpenedMail, report: DeliveryReport): BounceReading {
  const recipients = report.recipients.map(({ address, aliases, status, diagnostic }): FailedRecipient => ({
    address,
    aliases,
    status,
    reply: '',
    diagnostic: diagnostic.slice(0, 1000),
    category: 'delivered',
    hard: false,
  }));
  return { ...found(mail, report.envelopeId), kind: 'other', humanReply: false, recipients };
}

/** The report names a pipe or a local user: the address stands in a header or in the notice. */
function addressElsewhere(mail: OpenedMail): string {
  return (
    failedByHeader(mail)[0] ??
    findFailedRecipients(mail.pieces.notice, findAddresses(mail.headers.first('to')), 1)[0]?.address ??
    findAddresses(mail.original.first('to'))[0] ??
    ''
  );
}

function withoutDoubles(recipients: FailedRecipient[]): FailedRecipient[] {
  return recipients.filter(
    (one, at) => recipients.findIndex((other) => sameAddress(one.address, other.address)) === at,
  );
}

function readNotification(mail: OpenedMail): BounceReading | null {
  const notification = readMailedNotification(mail.pieces.notice);
  if (!notification) return null;
  const { type, recipients, messageId } = notification;
  const read = found(mail);
  const evidence = messageId
    ? { ...read.evidence, messageIds: [messageId, ...read.evidence.messageIds] }
    : read.evidence;
  if (type === 'complaint') return { ...read, evidence, kind: 'feedback', feedbackType: 'abuse', recipients };
  if (type === 'delivery') return { ...read, evidence, kind: 'other', humanReply: false, recipients };
  return { ...read, evidence, kind: 'bounce', recipients };
}

function failedByHeader(mail: OpenedMail): string[] {
  return findAddresses(
    [...mail.headers.all('x-failed-recipients'), ...mail.headers.all('x-bounced-address')]
      .join(' ')
      .slice(0, 20_000),
  ).slice(0, mail.limits.maxRecipients);
}

/** A failure told in words only. */
function readNotice(mail: OpenedMail): BounceReading | null {
  const { headers, pieces, original, subject } = mail;
  const noticed = noticedRecipients(mail, findAddresses(headers.first('to')));
  const weSent = noticed.some(({ address }) =>
    `${original.first('to')} ${original.first('x-envelope-to')}`.includes(address),
  );
  const weight =
    weighFailureNotice(headers, pieces.notice, original.size > 2) + (weSent && original.size > 2 ? 1 : 0);
  if (weight < FAILURE_WEIGHT) return null;
  const read = found(mail);
  const gaveUp = !saysStillTrying(subject, pieces.notice);
  const recipients = noticed.map((recipient) =>
    judgeNoticed(recipient, pieces.notice, subject, gaveUp, noticed.length),
  );
  return { ...read, kind: gaveUp ? 'bounce' : 'delayed', recipients: withoutDoubles(recipients) };
}

function noticedRecipients(mail: OpenedMail, own: string[]) {
  const { pieces, original, limits } = mail;
  const inText = findFailedRecipients(pieces.notice, own, limits.maxRecipients);
  const byHeader = failedByHeader(mail);
  const textHasAll = byHeader.every((address) => inText.some((one) => sameAddress(one.address, address)));
  if (byHeader.length > 0 && !textHasAll)
    return byHeader.map(
      (address) => inText.find((one) => sameAddress(one.address, address)) ?? { address, words: '' },
    );
  if (inText.length > 0) return inText;
  if (isFromDaemon(original)) return [];
  const addressed = findAddresses(`${original.first('to')} ${original.first('cc')}`.slice(0, 4000)).slice(
    0,
    1,
  );
  return addressed.map((address) => ({ address, words: '', inSentence: true }));
}

function readAutoReply(mail: OpenedMail): BounceReading | null {
  const autoReply = recogniseAutoReply(mail.headers, mail.pieces.notice);
  const retired =
    autoReply && findRetiredMailbox(mail.headers, mail.pieces.notice, found(mail).evidence.sentTo);
  if (retired) return { ...found(mail), kind: 'bounce', recipients: [retiredMailbox(retired, mail)] };
  return autoReply && { ...found(mail), kind: 'autoreply', autoReply, recipients: [] };
}

function retiredMailbox(address: string, mail: OpenedMail): FailedRecipient {
  const diagnostic = mail.pieces.notice.join(' ').replace(/\s+/g, ' ').trim().slice(0, 1000);
  const aliases = findAddresses(mail.headers.first('from')).slice(0, 1);
  return { address, aliases, status: '', reply: '', diagnostic, category: 'suspended', hard: false };
}

/** Somebody forwarded a bounce to us as an attachment. One level only. */
function readAttachedBounce(mail: OpenedMail, depth: number): BounceReading | null {
  if (depth > 0 || mail.original.size < 3) return null;
  const inner = readSource(mail.pieces.original, mail.limits, depth + 1);
  return inner.kind === 'bounce' || inner.kind === 'delayed' || inner.kind === 'feedback' ? inner : null;
}
