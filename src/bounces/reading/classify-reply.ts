import { meansDeadAddress, type BounceCategory } from './categories.js';
import { replyWordings } from './reply-wordings.js';
import {
  categoryOfReplyCode,
  categoryOfStatus,
  decidesAlone,
  findReplyCode,
  findStatus,
} from './status-codes.js';

export type SmtpCommand = 'CONN' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | '';

export interface ServerReply {
  /** Three digits; '' or absent when only words are there. */
  code?: string | number | undefined;
  /** RFC 3463, as `5.1.1`. */
  enhanced?: string | undefined;
  text: string;
  /** The command that was answered; DATA stands for the end of data too. */
  command?: SmtpCommand | undefined;
  /** Something else tells that the answer was about the recipient and not about the message. */
  aboutRecipient?: boolean | undefined;
  /** The sending server has given up: even a 4xx is its last word. Never set for a live reply. */
  gaveUp?: boolean | undefined;
}

export interface ReplyVerdict {
  category: BounceCategory;
  /** The address is dead: stop mailing it. False whenever there is a doubt. */
  hard: boolean;
  /** RFC 3463, '' when the answer has none. */
  status: string;
}

/**
 * What a server's answer means, live or quoted in a bounce. Wording goes before status, because servers put
 * 5.7.1 or 5.0.0 before everything; a few statuses are exact and go before wording. Pure; ≤ 3,000 characters
 * of the text are looked at.
 */
export function classifyReply(reply: ServerReply): ReplyVerdict {
  const status = reply.enhanced || findStatus(reply.text);
  const code = String(reply.code || '') || findReplyCode(reply.text);
  const known = { ...reply, enhanced: status, code };
  const category = whatCanBeSaidNow(categorise(known), known);
  return { category, hard: meansDeadAddress(category), status };
}

/** While a server still says 4, nothing is final: a dead address is then only suspected. */
function whatCanBeSaidNow(category: BounceCategory, reply: KnownReply): BounceCategory {
  if (!meansDeadAddress(category) || isPermanent(category, reply)) return category;
  return category.startsWith('domain') ? 'network' : 'unconfirmed-address';
}

function isPermanent(category: BounceCategory, reply: KnownReply): boolean {
  if (!reply.enhanced.startsWith('4') && !reply.code.startsWith('4')) return true;
  return Boolean(reply.gaveUp) && category === 'unknown-address' && reply.enhanced.startsWith('4.1.');
}

type KnownReply = ServerReply & { enhanced: string; code: string };

function categorise(reply: KnownReply): BounceCategory {
  const byStatus = categoryOfStatus(reply.enhanced);
  if (byStatus && decidesAlone(reply.enhanced)) return byStatus;
  if (isUnknownToMicrosoft(reply)) return 'unknown-address';
  const byWords = categoryOfWords(reply.text);
  if (byWords) return inContext(byWords, reply);
  return byStatus ?? withoutReason(categoryOfReplyCode(reply.code) ?? 'unknown', reply);
}

/** A refusal before any recipient was named can only be about us. */
function withoutReason(category: BounceCategory, reply: ServerReply & { code: string }): BounceCategory {
  if (category !== 'unknown' || !reply.code.startsWith('5')) return category;
  if (reply.command === 'CONN' || reply.command === 'EHLO') return 'reputation';
  return reply.command === 'MAIL' ? 'sender' : category;
}

/** Exchange Online refuses unknown recipients at its edge in words that sound like a policy. */
function isUnknownToMicrosoft(reply: ServerReply): boolean {
  return (
    reply.enhanced === '5.4.1' &&
    reply.command !== 'DATA' &&
    /recipient address rejected: access denied/i.test(reply.text.replace(/\s+/g, ' '))
  );
}

/**
 * "User unknown" after the whole message has been sent, or beside a status about an existing mailbox (x.2.x),
 * is how some mobile and Japanese providers answer for a recipient who filters us. The address lives.
 */
function inContext(category: BounceCategory, reply: KnownReply): BounceCategory {
  if (category === 'domain-gone' && (reply.command === 'MAIL' || /^5\.[2367]\.[1-9]?/.test(reply.enhanced)))
    return 'sender';
  if (category === 'suspended' && /^5\.1\.(?:1|10)$/.test(reply.enhanced))
    return FOR_EVER.test(reply.text) ? 'unknown-address' : category;
  if (category === 'filtered' && /^5\.1\.1$/.test(reply.enhanced) && REFUSED_ONLY.test(bareWords(reply.text)))
    return 'unknown-address';
  if (category !== 'unknown-address') return category;
  const inOwnWords = saysItInOwnWords(reply.text);
  if (/^[45]\.2\.[01]$/.test(reply.enhanced) && reply.command !== 'RCPT')
    return inOwnWords ? category : 'filtered';
  if (reply.command === 'DATA' && !/^[45]\.1\./.test(reply.enhanced)) return 'filtered';
  if (reply.command === 'MAIL') return 'sender';
  return isAboutTheRecipient(reply, inOwnWords) ? category : 'unconfirmed-address';
}

/** No reason but the refusal: the status beside it has the reason. */
const REFUSED_ONLY =
  /^\W*(?:@ )?(?:recipient|user|address|rcpt)s? (?:is |was )?(?:rejected|refused|not accepted)\W*$/;

/** An account that was closed, not one that rests. */
const FOR_EVER = /no longer exists?|permanently|closed|terminated|cancell?ed|discontinued|deleted|removed/i;

/** The status says so (x.1.x of the RFC), or the recipient was what had just been asked for; never beside x.7.x. */
function isAboutTheRecipient(reply: ServerReply, inOwnWords: boolean): boolean {
  if (/^[45]\.7\./.test(reply.enhanced ?? '') && !inOwnWords) return false;
  return (
    /^[45]\.1\.\d\d?$/.test(reply.enhanced ?? '') || reply.command === 'RCPT' || Boolean(reply.aboutRecipient)
  );
}

export function categoryOfWords(text: string): BounceCategory | undefined {
  const words = bareWords(text);
  return replyWordings.find(([, wording]) => wording.test(words))?.[0];
}

const STOCK_PHRASE =
  /\b(?:user unknown|unknown user|no such user|user doesn't have an? \S{1,80} account|unknown recipient or mailbox unavailable)(?: here| in (?:local|virtual|relay) \S{1,20} table)?/gi;

/**
 * "User unknown" is the stock phrase that filters borrow for a recipient who does not want us. A server that says
 * more than that ("mailbox not found", the same in its own language) speaks of its list of users.
 */
export function saysItInOwnWords(text: string): boolean {
  return categoryOfWords(text.replace(STOCK_PHRASE, '-')) === 'unknown-address';
}

const ADDRESS = /[<([]?[^\s<>()[\]:;,"']{1,64}@(?:[^\s<>()[\]:;,"'.]|\.(?!\.)){1,255}[>)\]]?/g;
const IP_NUMBER = /\[?(?:\d{1,3}\.){3}\d{1,3}\]?/g;

/** Lower case, one line, without the parts a stranger can choose: addresses and numbers of hosts. */
function bareWords(text: string): string {
  return text
    .slice(0, 3000)
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/recipient address rejected: (?=\S)/g, ' ')
    .replace(ADDRESS, ' @ ')
    .replace(IP_NUMBER, ' ')
    .replace(/\b[245]\d\d[- ](?:#?[245]\.\d{1,3}\.\d{1,3})?/g, ' ')
    .replace(/[\s<>"“”*]+/g, ' ');
}
