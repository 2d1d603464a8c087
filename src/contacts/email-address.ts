import { domainToASCII } from 'node:url';
import { invalid } from '../errors/domain-error.js';

/** An address that may be written to. */
export interface EmailAddress {
  /** As it is written to: the part before the @ as given, the domain in ASCII (A-labels, RFC 5890). */
  email: string;
  /** Two spellings of one mailbox have the same key: lower case, NFC, domain in ASCII. Unique among contacts. */
  key: string;
  /** In ASCII and lower case. */
  domain: string;
}

/** RFC 5321 section 4.5.3.1, in octets. 254 is what a path of 256 with its two brackets leaves. */
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 253;

/** Dot-string of RFC 5321 section 4.1.2 with the letters of RFC 6531; quoted strings are left out on purpose. */
const ATOM = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f])+$/u;
/** Control, format (bidi, zero width), private, unassigned and broken characters, and any white space. */
const UNWRITABLE = /[\p{C}\p{Z}]/u;
/** What a domain may look like before the IDN mapping: no %-escapes, brackets, ports or paths. */
const DOMAIN_TEXT = /^(?:[A-Za-z0-9.-]|[^\x00-\x7f])+$/u;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** What most addresses look like; they are read without mapping or normalising anything. */
const PLAIN =
  /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*\.[a-z]{2,24}$/;

/** No part can then be too long. */
const LONGEST_PLAIN = 64;

const BAD = 'This is not an e-mail address. Write it like name@example.org.';

/**
 * The one reader of addresses: forms, API, import and inbound mail all come here.
 * One plain mailbox is accepted, international domains (RFC 5891) and names (RFC 6531) included. Names before the
 * address, comments, groups, routes, quoted local parts, address literals and domains without a dot are refused,
 * and so is everything that could break out of a header or an SMTP command.
 *
 * @throws DomainError `invalid` at the field `email`
 */
export function parseEmail(text: string): EmailAddress {
  const trimmed = text.trim();
  return (trimmed.length <= LONGEST_PLAIN && PLAIN.test(trimmed) ? readPlain : readAny)(trimmed);
}

function readPlain(email: string): EmailAddress {
  const domain = email.slice(email.indexOf('@') + 1);
  return { email, key: email.toLowerCase(), domain };
}

function readAny(trimmed: string): EmailAddress {
  if (trimmed === '') throw invalid('email', 'An e-mail address is needed here.');
  if (trimmed.length > 2 * LONGEST_ADDRESS) throw invalid('email', 'This e-mail address is too long.');
  if (UNWRITABLE.test(trimmed))
    throw invalid('email', 'An e-mail address has no spaces or invisible characters.');
  const at = trimmed.indexOf('@');
  if (at < 1 || at !== trimmed.lastIndexOf('@')) throw invalid('email', BAD);
  const local = readLocalPart(trimmed.slice(0, at));
  const domain = readDomain(trimmed.slice(at + 1));
  const email = `${local}@${domain}`;
  const key = keyOf(local, domain);
  if (octets(email) > LONGEST_ADDRESS || octets(key) > LONGEST_ADDRESS) {
    throw invalid('email', 'This e-mail address is too long.');
  }
  return { email, key, domain };
}

/** Enough for its owner to recognise, too little for anybody else: `m•••@e•••.org`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const ending = domain.slice(domain.lastIndexOf('.'));
  return `${firstLetter(email)}•••@${firstLetter(domain)}•••${ending}`;
}

function readLocalPart(text: string): string {
  const local = text.normalize('NFC');
  if (!local.split('.').every((atom) => ATOM.test(atom))) throw invalid('email', BAD);
  if (octets(local) > LONGEST_LOCAL_PART) throw invalid('email', 'The part before the @ is too long.');
  return local;
}

function readDomain(text: string): string {
  if (!DOMAIN_TEXT.test(text)) throw invalid('email', BAD);
  const domain = domainToASCII(text).toLowerCase();
  const labels = domain.split('.');
  const isDomain =
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && domain.length <= LONGEST_DOMAIN;
  if (!isDomain || /^\d+$/.test(labels.at(-1)!)) {
    throw invalid('email', 'The part after the @ is not a domain. Write it like example.org.');
  }
  return domain;
}

function keyOf(local: string, domain: string): string {
  return `${local.toLowerCase().normalize('NFC')}@${domain}`;
}

function octets(text: string): number {
  return Buffer.byteLength(text);
}

function firstLetter(text: string): string {
  return [...text][0] ?? '';
}
