import type { BounceReading, FailedRecipient } from './bounce-reading.js';
import {
  quotesDeliveryStatus,
  readDeliveryStatus,
  type DeliveryReport,
  type ReportedRecipient,
} from './delivery-status.js';
import { findFailedRecipients } from './failed-recipients.js';
import { judgeReported, readSayings } from './judge-recipient.js';
import { findAddresses } from './mail/addresses.js';
import { addressees, failedByHeader, found, withoutDoubles, type OpenedMail } from './opened-mail.js';

const ARRIVED = new Set(['delivered', 'relayed', 'expanded']);

/** Reads a delivery report (RFC 3464), in its own part or, where a forwarder flattened the mail, in the text. */
export function readReport(mail: OpenedMail): BounceReading | null {
  const report = findReport(mail);
  if (report.recipients.length === 0) return null;
  const failed = report.recipients.filter(({ action }) => !ARRIVED.has(action));
  if (failed.length === 0) return arrived(mail, report);
  const named = withAddresses(mail, failed);
  if (named.length === 0) return null;
  const said = readSayings(mail.pieces.notice, named.length, mail.limits.maxRecipients);
  const recipients = withoutDoubles(named.map((recipient) => judgeReported(recipient, said)));
  const kind = named.every(({ action }) => action === 'delayed') ? 'delayed' : 'bounce';
  return { ...found(mail, report.envelopeId), kind, recipients };
}

function findReport(mail: OpenedMail): DeliveryReport {
  const { statusReports, notice } = mail.pieces;
  const text = statusReports.length === 0 ? notice.join('\n') : '';
  const parts = quotesDeliveryStatus(text) ? [text] : statusReports;
  const reports = parts.map((part) => readDeliveryStatus(part, mail.limits.maxRecipients));
  return {
    envelopeId: reports.find(({ envelopeId }) => envelopeId)?.envelopeId ?? '',
    recipients: reports.flatMap(({ recipients }) => recipients).slice(0, mail.limits.maxRecipients),
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

/** Where a report names a pipe or a local user, the address stands in a header or in the notice. */
function withAddresses(mail: OpenedMail, recipients: ReportedRecipient[]): ReportedRecipient[] {
  if (recipients.every(({ address }) => address)) return recipients;
  const elsewhere = addressElsewhere(mail);
  return recipients
    .map((recipient) => (recipient.address ? recipient : { ...recipient, address: elsewhere }))
    .filter(({ address }) => address);
}

function addressElsewhere(mail: OpenedMail): string {
  const inNotice = () => findFailedRecipients(mail.pieces.notice, addressees(mail), 1)[0]?.address;
  return failedByHeader(mail)[0] ?? inNotice() ?? findAddresses(mail.original.first('to'))[0] ?? '';
}
