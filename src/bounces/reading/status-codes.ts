import type { BounceCategory } from './categories.js';

const STATUS = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d|\d)/;
const REPLY =
  /(?:^|[^\d.:\-/[(=#+])([245][0-5]\d)(?=[ \-:,;]|$)(?![- ]?(?:hours?|days?|minutes?|seconds?|bytes|kb|mb)\b)/i;

/** The first enhanced status code (RFC 3463) in a text, or ''. A dotted number of four parts is an IP address. */
export function findStatus(text: string): string {
  return STATUS.exec(text)?.[1] ?? '';
}

/** The first SMTP reply code (RFC 5321 section 4.2) in a text that looks like a server's answer, or ''. */
export function findReplyCode(text: string): string {
  for (const line of text.split('\n')) {
    const code = REPLY.exec(line)?.[1];
    if (code && /^[45]/.test(code)) return code;
  }
  return '';
}

/** RFC 3463, 4954, 5248, 7372, 7504, 7505 and the registry's later entries; then what large providers added. */
const meanings: Record<string, BounceCategory> = {
  '1.0': 'unknown-address',
  '1.1': 'unknown-address',
  '1.2': 'domain-gone',
  '1.3': 'unknown-address',
  '1.6': 'moved',
  '1.7': 'sender',
  '1.8': 'sender',
  '1.9': 'protocol',
  '1.10': 'unknown-address',
  '2.0': 'filtered',
  '2.1': 'suspended',
  '2.2': 'mailbox-full',
  '2.3': 'size',
  '2.4': 'system',
  '3.1': 'system',
  '3.2': 'policy',
  '3.3': 'protocol',
  '3.4': 'size',
  '3.5': 'system',
  '4.1': 'network',
  '4.2': 'network',
  '4.3': 'network',
  '4.4': 'domain-gone',
  '4.5': 'rate-limited',
  '4.6': 'loop',
  '4.7': 'expired',
  '4.14': 'loop',
  '5.1': 'protocol',
  '5.2': 'protocol',
  '5.3': 'rate-limited',
  '5.4': 'protocol',
  '5.5': 'protocol',
  '7.0': 'policy',
  '7.1': 'policy',
  '7.2': 'sender',
  '7.8': 'policy',
  '7.9': 'policy',
  '7.20': 'authentication',
  '7.21': 'authentication',
  '7.22': 'authentication',
  '7.23': 'authentication',
  '7.24': 'authentication',
  '7.25': 'authentication',
  '7.26': 'authentication',
  '7.27': 'sender',
  '7.28': 'rate-limited',
  '7.29': 'authentication',
  '7.40': 'authentication',
  '7.57': 'policy',
  '7.509': 'authentication',
  '7.515': 'authentication',
  '7.511': 'reputation',
};

/** Statuses that say more than any wording beside them. */
const decisive = new Set(['1.7', '1.8', '2.2', '3.4', '4.6', '4.14', '7.509', '7.511', '7.515']);

const subjects: Record<string, BounceCategory> = {
  3: 'system',
  4: 'network',
  5: 'protocol',
  6: 'content',
  7: 'policy',
};

/** 5.7.500 to 5.7.799: Exchange Online's own, all about the sending side. */
const MICROSOFT = /^5\.7\.[5-7]\d\d$/;

/** What a status alone means, or undefined: `x.0.0` and unknown details of addresses and mailboxes say nothing. */
export function categoryOfStatus(status: string): BounceCategory | undefined {
  const [, subject = '', detail = ''] = status.split('.');
  if (subject === '7' && detail.startsWith('2') && Number(detail) < 28 && Number(detail) > 19)
    return 'authentication';
  if (subject === '7' && Number(detail) >= 600 && Number(detail) < 800) return 'reputation';
  const known = meanings[`${subject}.${detail}`];
  if (known) return known;
  return detail === '0' && subject !== '7' && subject !== '6' ? undefined : subjects[subject];
}

export function decidesAlone(status: string): boolean {
  return decisive.has(status.slice(2)) || MICROSOFT.test(status);
}

const replies: Record<string, BounceCategory> = {
  421: 'network',
  432: 'system',
  450: 'system',
  451: 'system',
  452: 'rate-limited',
  500: 'protocol',
  501: 'protocol',
  502: 'protocol',
  503: 'protocol',
  504: 'protocol',
  521: 'domain-without-mail',
  523: 'size',
  530: 'policy',
  535: 'policy',
  550: 'unknown',
  551: 'moved',
  552: 'mailbox-full',
  553: 'unknown',
  554: 'unknown',
  555: 'protocol',
  556: 'domain-without-mail',
  571: 'policy',
};

export function categoryOfReplyCode(code: string): BounceCategory | undefined {
  return replies[code];
}
