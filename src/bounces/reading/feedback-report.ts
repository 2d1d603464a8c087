import { findAddresses, firstAddress } from './mail/addresses.js';
import { parseHeaders, type HeaderFields } from './mail/mime-headers.js';

export interface Feedback {
  /** RFC 5965 section 7.3: abuse, fraud, virus, not-spam, other; RFC 6591: auth-failure; opt-out (list systems). */
  type: string;
  recipients: string[];
  envelopeId: string;
}

/** Reads a message/feedback-report part (RFC 5965). Addresses that the sender redacted are left out. */
export function readFeedbackReport(report: string, original: HeaderFields): Feedback {
  const fields = parseHeaders(report);
  const named = ['original-rcpt-to', 'removal-recipient', 'original-recipient'].flatMap((name) =>
    fields.all(name),
  );
  const recipients = findAddresses(named.join(' '));
  return {
    type: /[a-z-]+/.exec(fields.first('feedback-type').toLowerCase())?.[0] ?? 'abuse',
    recipients: recipients.length > 0 ? recipients : recipientsOfOriginal(original),
    envelopeId: fields.first('original-envelope-id'),
  };
}

function recipientsOfOriginal(original: HeaderFields): string[] {
  return findAddresses(
    `${original.first('x-hmxmroriginalrecipient')} ${original.first('to')}`.slice(0, 4000),
  );
}

const COMPLAINT_SUBJECT =
  /^\s*(?:(?:fw|fwd):\s*)?(?:complaint about message from|abuse report|spam (?:report|complaint)|e-?mail (?:abuse|feedback) report|feedback loop)/i;

/**
 * Complaints without a report part: the original is attached to a mail whose subject says so and that carries
 * the mark of a feedback loop, or comes from an abuse desk.
 */
export function readInformalComplaint(headers: HeaderFields, original: HeaderFields): Feedback | null {
  const fromDesk = /(?:^|[<\s])(?:staff|abuse|fbl|feedback|complaints?|feedbackloop|scomp)[\w.+-]*@/i.test(
    headers.first('from'),
  );
  const marked =
    original.has('x-hmxmroriginalrecipient') || headers.has('x-loop') || headers.has('x-abuse-report');
  if (original.size === 0 || !COMPLAINT_SUBJECT.test(headers.first('subject'))) return null;
  if (!fromDesk && !marked) return null;
  const recipient = firstAddress(original.first('x-hmxmroriginalrecipient') || original.first('to'));
  return { type: 'abuse', recipients: recipient ? [recipient] : [], envelopeId: '' };
}
