import { findAddresses, firstAddress } from './mail/addresses.js';
import { findStatus } from './status-codes.js';

/** One per-recipient group of a delivery report (RFC 3464 section 2.3). */
export interface ReportedRecipient {
  address: string;
  aliases: string[];
  /** Lower case: failed, delayed, delivered, relayed, expanded; '' if missing. */
  action: string;
  status: string;
  diagnostic: string;
  /** What stands in brackets behind the status: "4.0.0 (host name lookup failure)". */
  statusComment: string;
}

export interface DeliveryReport {
  envelopeId: string;
  recipients: ReportedRecipient[];
}

const FIELD =
  /^[> \t]{0,8}(Original-Envelope-Id|Reporting-MTA|Arrival-Date|Original-Recipient|Final-Recipient|X-Actual-Recipient|Action|Status|Diagnostic-Code|X-Supplementary-Info|Remote-MTA|Last-Attempt-Date|Will-Retry-Until|Final-Log-ID|[A-Z][A-Za-z0-9]{0,30}-[A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)$/i;
const OPENS = new Set(['original-recipient', 'final-recipient']);

type Fields = Map<string, string>;

/** Reads the fields of a delivery report. Made for damaged ones: quoted, unfolded, groups run together. */
export function readDeliveryStatus(text: string, maxRecipients: number): DeliveryReport {
  const groups = groupFields(text.split('\n'));
  const recipients = groups.filter(namesRecipient).slice(0, maxRecipients).map(toRecipient);
  return {
    envelopeId: groups.find((group) => group.has('original-envelope-id'))?.get('original-envelope-id') ?? '',
    recipients,
  };
}

/** Is there a per-recipient group in this text? */
export function quotesDeliveryStatus(text: string): boolean {
  return (
    /^[> \t]{0,8}Final-Recipient[ \t]*:/im.test(text) && /^[> \t]{0,8}(?:Action|Status)[ \t]*:/im.test(text)
  );
}

function groupFields(lines: string[]): Fields[] {
  const groups: Fields[] = [new Map()];
  let name = '';
  for (const line of lines) {
    const field = FIELD.exec(line);
    if (!field) name = continueField(groups, name, line);
    else name = addField(groups, field[1]!.toLowerCase(), field[2]!.trim());
  }
  return groups;
}

/** A blank line opens a group, and so does a second recipient in the same one. */
function continueField(groups: Fields[], name: string, line: string): string {
  const words = line.replace(/^[> \t]+/, '').trim();
  const group = groups.at(-1)!;
  if (words === '') {
    if (group.size > 0) groups.push(new Map());
    return '';
  }
  const value = group.get(name);
  if (value !== undefined && value.length < 4000) group.set(name, `${value}\n${words}`);
  return name;
}

function addField(groups: Fields[], name: string, value: string): string {
  const group = groups.at(-1)!;
  if (OPENS.has(name) && group.has(name)) groups.push(new Map([[name, value]]));
  else if (!group.has(name)) group.set(name, value);
  return name;
}

function namesRecipient(group: Fields): boolean {
  return group.has('final-recipient') || group.has('original-recipient');
}

function toRecipient(group: Fields): ReportedRecipient {
  const names = ['final-recipient', 'original-recipient', 'x-actual-recipient'].map((name) =>
    recipientName(group.get(name) ?? ''),
  );
  const [address = '', ...aliases] = names.filter((name, at) => name && names.indexOf(name) === at);
  const status = group.get('status') ?? '';
  return {
    address,
    aliases,
    action: (group.get('action') ?? '').toLowerCase().match(/[a-z]+/)?.[0] ?? '',
    status: findStatus(status),
    statusComment: status.replace(/^[\s\d.]+/, ''),
    diagnostic: [group.get('diagnostic-code'), group.get('x-supplementary-info')]
      .filter(Boolean)
      .join('\n')
      .replace(/^[a-z0-9_-]{1,40}\s*;\s*/i, ''),
  };
}

/** `rfc822; <name@domain>` → the address; what is no address (a pipe, a local name) stays out. */
function recipientName(value: string): string {
  const name = decodeUnicodeEscapes(value.replace(/^\s*[a-z0-9_/-]{1,20}\s*;/i, '').trim());
  if (/^"[^"\n]{1,64}"@[^\s<>"]{1,255}$/.test(name)) return name;
  if (/^[|/"]/.test(name))
    return findAddresses(name).length === 1 && !/\s/.test(name) ? firstAddress(name) : '';
  return firstAddress(name) || (/^<?([^\s<>@"]{1,64}@[^\s<>@;,]{1,255})>?$/.exec(name)?.[1] ?? '');
}

/** `\x{FC}` → ü: utf-8-addr-xtext of RFC 6533, section 3. */
function decodeUnicodeEscapes(name: string): string {
  return name.replace(/\\x\{([0-9a-f]{2,6})\}/gi, (escape, hex: string) => {
    const point = Number.parseInt(hex, 16);
    return point > 0x1f && point <= 0x10ffff ? String.fromCodePoint(point) : escape;
  });
}
