import { parseContentType, parseHeaders, type HeaderFields } from './mime-headers.js';
import type { ExceededLimit, ReadingLimits } from '../reading-limits.js';

/** A leaf of the MIME tree. `body` is still encoded, one character per byte. */
export interface MimePart {
  headers: HeaderFields;
  type: string;
  params: Map<string, string>;
  body: string;
  /** Number of the innermost multipart/alternative around it, 0 if none: its leaves say the same thing. */
  alternative: number;
}

export interface WalkedMail {
  headers: HeaderFields;
  /** Content-Type of the mail itself. */
  type: string;
  params: Map<string, string>;
  leaves: MimePart[];
}

class LimitExceeded extends Error {
  constructor(readonly limit: ExceededLimit) {
    super(limit);
  }
}

/**
 * Splits a mail into its leaves, in one bounded pass: every delimiter search is an `indexOf` that only moves
 * forward, so the work is at most bytes × depth. (A general parser needed 9 s for 200,000 empty parts.)
 * The message inside a message/rfc822 part is left whole: it is evidence, not something to read.
 */
export function walkMime(source: string, limits: ReadingLimits): WalkedMail | { exceeded: ExceededLimit } {
  try {
    return new MimeWalk(source, limits).walk();
  } catch (error) {
    if (error instanceof LimitExceeded) return { exceeded: error.limit };
    throw error;
  }
}

class MimeWalk {
  private readonly leaves: MimePart[] = [];
  private parts = 0;
  private alternatives = 0;

  constructor(
    private readonly source: string,
    private readonly limits: ReadingLimits,
  ) {}

  walk(): WalkedMail {
    const top = this.entity(skipEnvelopeLine(this.source), this.source.length);
    this.split(top, 0, 0);
    return { headers: top.headers, type: top.type, params: top.params, leaves: this.leaves };
  }

  private entity(start: number, end: number) {
    const bodyStart = this.endOfHeaders(start, end);
    const headers = parseHeaders(this.source.slice(start, bodyStart));
    return { headers, ...parseContentType(headers.first('content-type')), start: bodyStart, end };
  }

  private endOfHeaders(start: number, end: number): number {
    if (this.source[start] === '\n') return start + 1;
    const blank = this.source.indexOf('\n\n', start);
    const bodyStart = blank === -1 || blank + 2 > end ? end : blank + 2;
    if (bodyStart - start > this.limits.maxHeaderBytes) throw new LimitExceeded('header');
    return bodyStart;
  }

  private split(entity: ReturnType<MimeWalk['entity']>, depth: number, alternative: number): void {
    if (++this.parts > this.limits.maxParts) throw new LimitExceeded('parts');
    const children = entity.type.startsWith('multipart/') ? this.childRanges(entity) : [];
    if (children.length === 0) return this.keepLeaf(entity, alternative);
    if (depth >= this.limits.maxDepth) throw new LimitExceeded('depth');
    const group = entity.type === 'multipart/alternative' ? ++this.alternatives : alternative;
    for (const [start, end] of children) this.split(this.entity(start, end), depth + 1, group);
  }

  private keepLeaf(entity: ReturnType<MimeWalk['entity']>, alternative: number): void {
    const { headers, params, start, end } = entity;
    const type = entity.type.startsWith('multipart/') ? 'text/plain' : entity.type; // one without any delimiter
    this.leaves.push({ headers, type, params, body: this.source.slice(start, end), alternative });
  }

  private childRanges(entity: ReturnType<MimeWalk['entity']>): Array<[number, number]> {
    const named = entity.params.get('boundary');
    const ranges = named ? this.rangesBetween(named, entity) : [];
    if (ranges.length > 0) return ranges;
    const guessed = this.guessBoundary(entity.start, entity.end);
    return guessed ? this.rangesBetween(guessed, entity) : [];
  }

  private rangesBetween(boundary: string, entity: { start: number; end: number }): Array<[number, number]> {
    const ranges: Array<[number, number]> = [];
    let open = this.nextDelimiter(boundary, entity.start, entity.end);
    while (open && !open.closing) {
      const next = this.nextDelimiter(boundary, open.after, entity.end);
      ranges.push([open.after, next ? Math.max(open.after, next.at) : entity.end]);
      if (this.parts + ranges.length > this.limits.maxParts) throw new LimitExceeded('parts');
      open = next;
    }
    return ranges;
  }

  /** The next line that is the delimiter (RFC 2046 section 5.1.1); `at` is before its line end. */
  private nextDelimiter(boundary: string, from: number, end: number) {
    const line = `--${boundary}`;
    for (
      let at = this.source.indexOf(line, from);
      at !== -1 && at < end;
      at = this.source.indexOf(line, at + 1)
    ) {
      if (at !== 0 && this.source[at - 1] !== '\n') continue;
      const rest = at + line.length;
      const closing = this.source.startsWith('--', rest);
      if (!closing && !/[\s]/.test(this.source[rest] ?? '\n')) continue;
      return { at: at - 1, after: Math.min(end, this.lineEnd(rest)), closing };
    }
    return null;
  }

  /** A multipart whose boundary parameter is lost or wrong: its first line that begins with two hyphens has it. */
  private guessBoundary(start: number, end: number): string {
    const head = this.source.slice(start, Math.min(end, start + 4000));
    return /^--([^\s].{0,200}?)[ \t]*$/m.exec(head)?.[1] ?? '';
  }

  private lineEnd(from: number): number {
    const end = this.source.indexOf('\n', from);
    return end === -1 ? this.source.length : end + 1;
  }
}

/** Mailbox files begin a mail with a line `From sender date`. */
function skipEnvelopeLine(source: string): number {
  const blank = /^\n*/.exec(source)![0].length;
  if (!source.startsWith('From ', blank) && !source.startsWith('>From ', blank)) return blank;
  const end = source.indexOf('\n', blank);
  return end === -1 ? source.length : end + 1;
}

/** Bytes → one character per byte, line ends unified: CRLF, bare CR and bare LF all become LF. */
export function toLines(mail: Uint8Array): string {
  const text = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength).toString('latin1');
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
