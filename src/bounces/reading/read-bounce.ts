import {
  asksForProof,
  findRetiredMailbox,
  looksLikeHumanReply,
  recogniseAutoReply,
} from './automatic-reply.js';
import type { BounceReading, FailedRecipient } from './bounce-reading.js';
import { readFeedbackReport, readInformalComplaint } from './feedback-report.js';
import { findAddresses } from './mail/addresses.js';
import { toLines } from './mail/mime-walker.js';
import { bareRecipient, found, openMail, type OpenedMail, type Reader } from './opened-mail.js';
import { readMailedNotification } from './provider-notice.js';
import { readNotice } from './read-notice.js';
import { readReport } from './read-report.js';
import { defaultReadingLimits, type ReadingLimits } from './reading-limits.js';

/** From the most certain form to the least. */
const readers: readonly Reader[] = [
  readFeedback,
  readChallenge,
  readReport,
  readNotification,
  readNotice,
  readAutoReply,
];

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
  const mail = openMail(source, limits);
  if ('exceeded' in mail) return { kind: 'exceeded', limit: mail.exceeded };
  const reading = firstReading(mail);
  if (reading && !namesNobody(reading)) return reading;
  return readAttachedBounce(mail, depth) ?? reading ?? ordinary(mail);
}

function firstReading(mail: OpenedMail): BounceReading | null {
  for (const reader of readers) {
    const reading = reader(mail);
    if (reading) return reading;
  }
  return null;
}

/** A failure without an address: the report that it wraps may have one. */
function namesNobody(reading: BounceReading): boolean {
  return (reading.kind === 'bounce' || reading.kind === 'delayed') && reading.recipients.length === 0;
}

/** Somebody forwarded a bounce to us as an attachment. One level only. */
function readAttachedBounce(mail: OpenedMail, depth: number): BounceReading | null {
  if (depth > 0 || mail.original.size < 3) return null;
  const inner = readSource(mail.pieces.original, mail.limits, depth + 1);
  return ['bounce', 'delayed', 'feedback'].includes(inner.kind) ? inner : null;
}

function ordinary(mail: OpenedMail): BounceReading {
  return { ...found(mail), kind: 'other', recipients: [], humanReply: looksLikeHumanReply(mail.headers) };
}

function readFeedback(mail: OpenedMail): BounceReading | null {
  const { headers, original, pieces, limits } = mail;
  const report = pieces.feedbackReport;
  const feedback =
    report === null ? readInformalComplaint(headers, original) : readFeedbackReport(report, original);
  if (!feedback) return null;
  const recipients = feedback.recipients.slice(0, limits.maxRecipients).map(bareRecipient);
  return { ...found(mail, feedback.envelopeId), kind: 'feedback', feedbackType: feedback.type, recipients };
}

function readNotification(mail: OpenedMail): BounceReading | null {
  const notification = readMailedNotification(mail.pieces.notice, mail.limits.maxRecipients);
  if (!notification) return null;
  const { type, recipients, messageId } = notification;
  const read = found(mail);
  if (messageId) read.evidence.messageIds.unshift(messageId);
  if (type === 'complaint') return { ...read, kind: 'feedback', feedbackType: 'abuse', recipients };
  if (type === 'delivery') return { ...read, kind: 'other', humanReply: false, recipients };
  return { ...read, kind: 'bounce', recipients };
}

function readChallenge(mail: OpenedMail): BounceReading | null {
  if (!asksForProof(mail.pieces.notice)) return null;
  return { ...found(mail), kind: 'autoreply', autoReply: 'challenge', recipients: [] };
}

function readAutoReply(mail: OpenedMail): BounceReading | null {
  const autoReply = recogniseAutoReply(mail.headers, mail.pieces.notice);
  if (!autoReply) return null;
  const read = found(mail);
  const retired = findRetiredMailbox(mail.headers, mail.pieces.notice, read.evidence.sentTo);
  if (retired) return { ...read, kind: 'bounce', recipients: [retiredMailbox(retired, mail)] };
  return { ...read, kind: 'autoreply', autoReply, recipients: [] };
}

function retiredMailbox(address: string, mail: OpenedMail): FailedRecipient {
  const diagnostic = mail.pieces.notice.join(' ').replace(/\s+/g, ' ').trim().slice(0, 1000);
  const aliases = findAddresses(mail.headers.first('from')).slice(0, 1);
  return { ...bareRecipient(address), aliases, diagnostic, category: 'suspended' };
}
