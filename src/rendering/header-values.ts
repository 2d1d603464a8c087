import { domainToASCII } from 'node:url';
import { ContentRefused } from './content-refused.js';

/** Who a mail is from or to. */
export interface Mailbox {
  name?: string;
  /** `local@domain`; a domain beyond ASCII is sent in its ASCII form, a local part needs SMTPUTF8. */
  address: string;
}

/** RFC 5322 2.1.1. */
const LINE_LENGTH = 78;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;
// eslint-disable-next-line no-control-regex
const NOT_ASCII = /[^\u0000-\u007f]/;
const ADDRESS = /^[^\s<>()[\]:;,\\"@]{1,64}@[^\s<>()[\]:;,\\"@]{1,253}$/u;
const MESSAGE_ID = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,160}@[A-Za-z0-9.-]{1,160}$/;
const HEADER_URI = /^(https?|mailto):[!-;=?-~]{1,900}$/i;
/** Characters a display name may have without quotes (RFC 5322 atext and space). */
const PLAIN_NAME = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/;
/** Bytes in one encoded word: 60 characters, so that the first stands beside the name of its header. */
const ENCODED_WORD_BYTES = 36;

/**
 * The only guard against header injection: every value passes it.
 * @throws ContentRefused for CR, LF, NUL and other control characters
 */
export function refuseControls(header: string, value: string): string {
  if (CONTROL.test(value))
    throw new ContentRefused('A header may not contain line ends or control characters', header);
  return value;
}

/** One header field with its CRLF, folded at spaces to 78 columns where its words allow. */
export function headerLine(name: string, value: string): string {
  return `${foldWords(`${name}:`, refuseControls(name, value).split(' '))}\r\n`;
}

/** Sets words after a start, one space apart, and breaks lines beyond 78 columns at those spaces. */
export function foldWords(start: string, words: string[]): string {
  let folded = start;
  let column = start.length;
  for (const word of words) {
    const breaks = column + 1 + word.length > LINE_LENGTH && folded !== start && word !== '';
    folded += breaks ? `\r\n ${word}` : ` ${word}`;
    column = breaks ? 1 + word.length : column + 1 + word.length;
  }
  return folded;
}

/** Relaxed canonical form of a field (RFC 6376 3.4.2), its CRLF included. */
export function relaxedHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}\r\n`;
}

/** Free text such as a subject: as it is when ASCII with words that can be folded, else encoded words. */
export function unstructuredValue(header: string, text: string): string {
  const trimmed = refuseControls(header, text).trim();
  const foldable = !NOT_ASCII.test(trimmed) && !trimmed.includes('=?') && !/\S{69,}| {2}/.test(trimmed);
  return foldable ? trimmed : encodedWords(trimmed);
}

/** RFC 2047 section 2: words of at most 75 characters, never cutting a character. */
export function encodedWords(text: string): string {
  const chunks = [''];
  for (const character of text) {
    const current = chunks.at(-1) ?? '';
    if (Buffer.byteLength(current + character) > ENCODED_WORD_BYTES) chunks.push(character);
    else chunks[chunks.length - 1] = current + character;
  }
  return chunks.map((chunk) => `=?UTF-8?B?${Buffer.from(chunk).toString('base64')}?=`).join(' ');
}

/**
 * `"Name" <address>`; the name quoted or encoded as it needs.
 * @throws ContentRefused for an address that cannot be sent to
 */
export function mailboxValue(header: string, mailbox: Mailbox): string {
  const address = wireAddress(header, mailbox.address);
  const name = refuseControls(header, mailbox.name ?? '').trim();
  return name === '' ? `<${address}>` : `${phrase(name)} <${address}>`;
}

function phrase(name: string): string {
  if (NOT_ASCII.test(name) || name.includes('=?') || /\S{60,}| {2}/.test(name)) return encodedWords(name);
  return PLAIN_NAME.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** The address as it stands in header and envelope. */
export function wireAddress(header: string, address: string): string {
  refuseControls(header, address);
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const ascii = NOT_ASCII.test(domain) ? domainToASCII(domain) : domain;
  if (!ADDRESS.test(address) || ascii === '') throw new ContentRefused('Not a mail address', header);
  return `${address.slice(0, at)}@${ascii}`;
}

/** True when the server must offer SMTPUTF8 (RFC 6531): the local part is beyond ASCII. */
export function needsSmtpUtf8(address: string): boolean {
  return NOT_ASCII.test(address.slice(0, address.lastIndexOf('@')));
}

/** @throws ContentRefused unless it is `local@domain` without angle brackets */
export function messageIdValue(header: string, id: string): string {
  if (!MESSAGE_ID.test(id)) throw new ContentRefused('Not a Message-ID', header);
  return `<${id}>`;
}

/** @throws ContentRefused unless it is an http, https or mailto address in ASCII */
export function uriValue(header: string, uri: string): string {
  if (!HEADER_URI.test(uri)) throw new ContentRefused('Not an address for a header', header);
  return `<${uri}>`;
}

/** All copies of a release have the same date. */
let lastDate = { time: NaN, text: '' };

/** RFC 5322 3.3, in UTC. */
export function dateValue(date: Date): string {
  const time = date.getTime();
  if (Number.isNaN(time)) throw new ContentRefused('Not a date', 'Date');
  if (time !== lastDate.time) lastDate = { time, text: date.toUTCString().replace('GMT', '+0000') };
  return lastDate.text;
}
