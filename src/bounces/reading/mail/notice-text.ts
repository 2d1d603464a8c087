import { decodeCharset, decodeTransfer } from './decode-text.js';
import type { MimePart, WalkedMail } from './mime-walker.js';
import { htmlToText, readableLines, withoutQuoting } from './plain-text.js';
import type { ReadingLimits } from '../reading-limits.js';

/** A mail taken apart by what its pieces are for. */
export interface NoticePieces {
  /** What a person would read, before the copy of the original message begins. */
  notice: string[];
  /** The copy of the original: its headers and what follows, if it is quoted or attached. */
  original: string;
  /** Bodies of message/delivery-status parts, decoded. */
  statusReports: string[];
  /** Body of the message/feedback-report part (RFC 5965), or null. */
  feedbackReport: string | null;
}

const ORIGINAL_TYPES = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
  'message/partial',
]);

export function takeApart(mail: WalkedMail, limits: ReadingLimits): NoticePieces {
  const ofType = (...types: string[]) =>
    mail.leaves.filter((leaf) => types.includes(leaf.type)).map((leaf) => partText(leaf, limits));
  const { notice, quoted } = cutOriginal(readNotice(mail, limits));
  const attached = mail.leaves.filter(isOriginal).map((leaf) => partText(leaf, limits).trimStart());
  return {
    notice,
    original: attached[0] ?? quoted,
    statusReports: ofType('message/delivery-status', 'message/global-delivery-status'),
    feedbackReport: ofType('message/feedback-report', 'text/feedback-report')[0] ?? null,
  };
}

function isOriginal(leaf: MimePart): boolean {
  return (
    ORIGINAL_TYPES.has(leaf.type) ||
    /undelivered|original|returned/i.test(leaf.headers.first('content-description'))
  );
}

/** A part as text, at most `maxTextChars` of it. */
export function partText(leaf: MimePart, limits: ReadingLimits): string {
  const body = decodeTransfer(
    leaf.body.slice(0, limits.maxTextChars * 2),
    leaf.headers.first('content-transfer-encoding'),
  );
  return decodeCharset(body, leaf.params.get('charset') ?? '')
    .replace(/\r\n?/g, '\n')
    .slice(0, limits.maxTextChars + 1);
}

function readNotice(mail: WalkedMail, limits: ReadingLimits): string[] {
  const readable = mail.leaves.filter((leaf) => leaf.type.startsWith('text/') && !isOriginal(leaf));
  const plain = readable.filter((leaf) => leaf.type !== 'text/html' && leaf.body.trim() !== '');
  const spoken = new Set(plain.map((leaf) => leaf.alternative).filter((group) => group > 0));
  const html = readable.filter((leaf) => leaf.type === 'text/html' && !spoken.has(leaf.alternative));
  const chosen =
    plain.length > 0 && html.length > 0 && plain[0]!.alternative === 0 ? plain : [...plain, ...html];
  return withoutQuoting(readableLines(wholeLines(joinTexts(chosen, limits), limits.maxTextChars)));
}

/** Decodes parts only until there is enough text. */
function joinTexts(leaves: MimePart[], limits: ReadingLimits): string {
  let text = '';
  for (const leaf of leaves) {
    if (text.length > limits.maxTextChars) break;
    const part = partText(leaf, limits);
    text += `${leaf.type === 'text/html' ? htmlToText(part) : part}\n\n`;
  }
  return text;
}

/** A cut in the middle of a line could make another address of one. */
function wholeLines(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : text.slice(0, Math.max(0, text.lastIndexOf('\n', maxChars)));
}

const RULED =
  /^[\s>]*[-=_*|+#~.:]{2,}.{0,60}(?:original|returned|return(?:ed)? message|undelivered|unsent|message (?:text|header|body|follows|content)|copy of|your message|rejected message|below this line|mail (?:text|header)|text of (?:the )?(?:message|mail)|ursprüngliche|message d'origine|mensaje original|messaggio originale|mensagem original|исходн|原文|元の)/i;
const FOLLOWS =
  /^[\s>]*(?:(?:the )?(?:original|returned|undelivered|unsent|rejected|failed|complete|text of your|body of the|header(?:s)? (?:of|from)|your|a copy of|copy of|message|below is|included is|the following is|here is|attached is|first)\b.{0,80}(?:follows?\b|below\b|attached|is (?:as follows|shown|included|reproduced)|original message|your message|message headers?)[^.]{0,30}[.:]*|original mail as follows:?|original message[.:]?|hier folgt.{0,60})$/i;
const HEADER_LINE = /^[\s>]{0,8}([A-Za-z][A-Za-z0-9-]{1,60}):(?: |$)/;
const ORIGINAL_FIELDS = new Set([
  'received',
  'return-path',
  'message-id',
  'mime-version',
  'date',
  'from',
  'to',
  'subject',
  'content-type',
  'delivered-to',
  'dkim-signature',
]);
const CERTAIN_FIELDS = new Set([
  'received',
  'return-path',
  'message-id',
  'mime-version',
  'dkim-signature',
  'delivered-to',
]);

/** Separates the notice from the copy of the original that plain-text bounces carry below it. */
export function cutOriginal(lines: string[]): { notice: string[]; quoted: string } {
  const at = lines.findIndex((line, index) => isRule(line) || startsHeaders(lines, index));
  if (at !== -1 && !isRule(lines[at]!) && goesOn(lines, at)) return cutLater(lines, at);
  if (at === -1) return { notice: lines, quoted: '' };
  const quoted = lines.slice(isRule(lines[at]!) ? at + 1 : at);
  if (saysSomething(lines.slice(0, at))) return { notice: lines.slice(0, at), quoted: unindent(quoted) };
  return cutLater(lines, at);
}

/** A sentence between stars ("you do not need to resend your message") is no rule. */
const SENTENCE = /\bwas\b|\bsaid\b|\b(?:need to|re-?send)\b|\bNEED TO\b|\bRE-?SEND\b|@/;

function isRule(line: string): boolean {
  return line.length < 160 && (RULED.test(line) || FOLLOWS.test(line)) && !SENTENCE.test(line);
}

/** A notice that quotes headers first and explains afterwards. */
function cutLater(lines: string[], at: number): { notice: string[]; quoted: string } {
  const blank = lines.findIndex((line, index) => index > at + 1 && line.trim() === '');
  if (blank === -1 || blank === lines.length - 1) return { notice: lines, quoted: unindent(lines.slice(at)) };
  const rest = cutOriginal(lines.slice(blank + 1));
  return {
    notice: [...lines.slice(0, at), ...rest.notice],
    quoted: rest.quoted || unindent(lines.slice(at)),
  };
}

/** An indented block of fields with the explanation behind it: only quoted to say which mail is meant. */
function goesOn(lines: string[], at: number): boolean {
  const blank = lines.findIndex((line, index) => index > at && line.trim() === '');
  if (!/^\s/.test(lines[at]!) || blank === -1) return false;
  return lines.slice(blank, blank + 8).some((line) => /recipient|deliver|fail|reject/i.test(line));
}

function saysSomething(lines: string[]): boolean {
  return lines.filter((line) => /[\p{L}\p{N}]{2}/u.test(line)).length > 0;
}

function startsHeaders(lines: string[], at: number): boolean {
  const first = fieldName(lines[at] ?? '');
  if (!ORIGINAL_FIELDS.has(first) && !first.startsWith('x-')) return false;
  if (lines[at - 1] !== undefined && fieldName(lines[at - 1]!) !== '') return false;
  const names = lines.slice(at, at + 30).map(fieldName);
  const run = names.slice(0, lines.slice(at, at + 30).findIndex((line) => line.trim() === '') >>> 0);
  const known = new Set(run.filter((name) => ORIGINAL_FIELDS.has(name)));
  return known.size >= 3 && [...known].some((name) => CERTAIN_FIELDS.has(name));
}

function fieldName(line: string): string {
  return HEADER_LINE.exec(line)?.[1]?.toLowerCase() ?? '';
}

/** Some servers indent the copy: bring it to the margin, so that its headers can be read. */
function unindent(lines: string[]): string {
  const start = lines.findIndex((line) => line.trim() !== '');
  const indent = /^[\s>]*/.exec(lines[start] ?? '')![0];
  const body = lines.slice(Math.max(0, start));
  return (
    indent === '' ? body : body.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
  ).join('\n');
}
