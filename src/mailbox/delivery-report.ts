export interface FailedDelivery {
  /** The envelope sender: where the report goes. */
  returnPath: string;
  recipient: string;
  /** RFC 3463. */
  status: string;
  diagnostic: string;
  /** Header lines of the mail that bounced, CRLF. */
  originalHeaders: string;
  date: Date;
}

/** A delivery status notification as a mail server writes it: RFC 3464 in RFC 6522, CRLF line ends. */
export function deliveryReport(failed: FailedDelivery): string {
  const boundary = `=_report-${failed.date.getTime().toString(36)}`;
  const lines = [
    'From: Mail Delivery System <MAILER-DAEMON@mailbox.example>',
    `To: <${failed.returnPath}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${failed.date.toUTCString().replace('GMT', '+0000')}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `The mail to <${failed.recipient}> could not be delivered: ${failed.diagnostic}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mailbox.example',
    '',
    `Final-Recipient: rfc822; ${failed.recipient}`,
    'Action: failed',
    `Status: ${failed.status}`,
    `Diagnostic-Code: smtp; ${failed.diagnostic}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    failed.originalHeaders.trimEnd(),
    '',
    `--${boundary}--`,
    '',
  ];
  return lines.join('\r\n');
}
