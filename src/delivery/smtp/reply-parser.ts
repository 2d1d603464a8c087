/** One reply of a server, all its lines. */
export interface SmtpReply {
  readonly code: number;
  /** The lines without code, joined by `\n`, without control characters. */
  readonly text: string;
}

/** The server said something that is no SMTP reply; the connection cannot be trusted any more. */
export class GarbledReplyError extends Error {}

// RFC 5321 section 4.5.3.1.5 allows 512 octets a line; real servers exceed that, none needs this much.
const LONGEST_LINE = 4096;
const MOST_LINES = 256;

/**
 * Cuts what a server sends into replies (RFC 5321 section 4.2). Strict: CRLF only, the same code on every line,
 * bounded in length. `push` throws GarbledReplyError at the first byte that cannot be part of a reply.
 */
export class ReplyParser {
  private rest = '';
  private code = 0;
  private lines: string[] = [];

  constructor(private readonly onReply: (reply: SmtpReply) => void) {}

  /** Whether part of a reply has come and the remainder not yet. */
  get isMidReply(): boolean {
    return this.rest !== '' || this.lines.length > 0;
  }

  push(chunk: Buffer): void {
    const text = this.rest + chunk.toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.rest = text.slice(end + 1);
      this.takeLine(text, start, end);
      start = end + 1;
    }
    this.rest = text.slice(start);
    if (this.rest.length > LONGEST_LINE) throw new GarbledReplyError('a reply line without an end');
  }

  private takeLine(text: string, start: number, end: number): void {
    const code = codeAt(text, start);
    const mark = text.charCodeAt(start + 3);
    const bare = mark === 13 && start + 4 === end;
    const well = code !== 0 && text.charCodeAt(end - 1) === 13 && (mark === 32 || mark === 45 || bare);
    if (!well || end - start > LONGEST_LINE)
      throw new GarbledReplyError(`not an SMTP reply: ${quote(text.slice(start, end))}`);
    if (this.lines.length > 0 && code !== this.code) {
      throw new GarbledReplyError(`a reply that begins with ${this.code} and goes on with ${code}`);
    }
    this.code = code;
    this.lines.push(bare ? '' : text.slice(start + 4, end - 1));
    if (mark !== 45) this.finish();
    else if (this.lines.length >= MOST_LINES) throw new GarbledReplyError('a reply without an end');
  }

  private finish(): void {
    const text = readable(this.lines.length === 1 ? this.lines[0]! : this.lines.join('\n'));
    this.lines = [];
    this.onReply({ code: this.code, text });
  }
}

/** A code of RFC 5321 section 4.2.1 (first digit 2–5, second 0–5), or 0. */
function codeAt(text: string, at: number): number {
  const first = text.charCodeAt(at) - 48;
  const second = text.charCodeAt(at + 1) - 48;
  const third = text.charCodeAt(at + 2) - 48;
  const valid = first >= 2 && first <= 5 && second >= 0 && second <= 5 && third >= 0 && third <= 9;
  return valid ? first * 100 + second * 10 + third : 0;
}

function readable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/^[\x20-\x7e\n]*$/.test(text)) return text;
  // oxlint-disable-next-line no-control-regex
  return Buffer.from(text, 'latin1')
    .toString('utf8')
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, ' ');
}

function quote(text: string): string {
  return JSON.stringify(readable(text.slice(0, 80)).replaceAll('\r', ''));
}

/** The enhanced status code (RFC 3463, RFC 2034) at the beginning of a reply, when its class agrees with the code. */
export function enhancedStatus(reply: SmtpReply): string | undefined {
  const status = /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(reply.text)?.[1];
  return status !== undefined && Number(status[0]) === Math.floor(reply.code / 100) ? status : undefined;
}

/** For messages to people: `550 5.1.1 no such user`, on one line, at most 300 characters. */
export function oneLine(reply: SmtpReply): string {
  return `${reply.code} ${reply.text.replaceAll('\n', ' / ')}`.slice(0, 300);
}
