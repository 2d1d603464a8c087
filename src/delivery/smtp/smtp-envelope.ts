import type { OutgoingMail } from './outgoing-mail.js';
import type { ServerFeatures } from './smtp-connection.js';

// RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain, the @.
const LONGEST_ADDRESS = 320;
const SAFE_ASCII = /^[\x21-\x3b\x3d\x3f-\x7e]+$/;
const UNSAFE = /[<>\p{Cc}\p{Z}\p{Cs}]/u;

/** The commands of one transaction, each with its CRLF, as latin1 text of UTF-8 octets. */
export interface EnvelopeCommands {
  readonly mail: string;
  readonly rcpt: string;
}

/**
 * MAIL and RCPT for one mail at a server with these features. Refuses whatever could end the command early (CR, LF,
 * NUL, spaces, angle brackets; quoted local parts with spaces fall under this on purpose), non-ASCII addresses
 * without SMTPUTF8 (RFC 6531), 8-bit content without 8BITMIME (RFC 6152), and more than SIZE allows (RFC 1870).
 */
export function envelopeCommands(
  mail: OutgoingMail,
  features: ServerFeatures,
): EnvelopeCommands | { unsendable: string } {
  const { from, to } = mail.envelope;
  const plain = (from === '' || SAFE_ASCII.test(from)) && SAFE_ASCII.test(to);
  const unsendable = whyUnsendable(mail, features, plain);
  if (unsendable !== undefined) return { unsendable };
  const parameters = mailParameters(mail, features, plain);
  if (plain) return { mail: `MAIL FROM:<${from}>${parameters}\r\n`, rcpt: `RCPT TO:<${to}>\r\n` };
  return { mail: octets(`MAIL FROM:<${from}>${parameters}\r\n`), rcpt: octets(`RCPT TO:<${to}>\r\n`) };
}

function mailParameters(mail: OutgoingMail, features: ServerFeatures, plain: boolean): string {
  const size = mail.size !== undefined && features.size !== undefined ? ` SIZE=${mail.size}` : '';
  const body = mail.content === '8bit' ? ' BODY=8BITMIME' : '';
  return size + body + (plain ? '' : ' SMTPUTF8');
}

function whyUnsendable(mail: OutgoingMail, features: ServerFeatures, plain: boolean): string | undefined {
  const { from, to } = mail.envelope;
  if (from !== '' && !isAddress(from)) return 'the return path is not a mail address';
  if (!isAddress(to)) return 'the recipient is not a mail address';
  if (!plain && !features.smtpUtf8) return 'the address needs SMTPUTF8, which the server does not offer';
  if (mail.content === '8bit' && !features.eightBitMime)
    return 'the text needs 8BITMIME, which the server does not offer';
  if (mail.size !== undefined && features.size && mail.size > features.size) {
    return `the message has ${mail.size} octets, the server takes ${features.size}`;
  }
  return undefined;
}

function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at > 0 && at < address.length - 1 && address.length <= LONGEST_ADDRESS && !UNSAFE.test(address);
}

function octets(line: string): string {
  return Buffer.from(line, 'utf8').toString('latin1');
}
