import { decodeCharset } from './decode-text.js';

/** A header section, in its order; names in lower case, values unfolded but not decoded. */
export class HeaderFields {
  constructor(private readonly fields: ReadonlyArray<readonly [string, string]>) {}

  /** The first field of that name, or ''. */
  first(name: string): string {
    return this.fields.find(([found]) => found === name)?.[1] ?? '';
  }

  all(name: string): string[] {
    return this.fields.filter(([found]) => found === name).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.fields.some(([found]) => found === name);
  }

  get size(): number {
    return this.fields.length;
  }

  names(): string[] {
    return this.fields.map(([name]) => name);
  }
}

const FIELD = /^([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)$/;

/** Reads a header section (RFC 5322 section 2.2). Lines that are no field and no continuation are skipped. */
export function parseHeaders(section: string): HeaderFields {
  const fields: Array<[string, string]> = [];
  for (const line of section.split('\n')) {
    const last = fields.at(-1);
    if (last && /^[ \t]/.test(line)) last[1] += ` ${line.trim()}`;
    else {
      const field = FIELD.exec(line.trimEnd());
      if (field) fields.push([field[1]!.toLowerCase(), field[2]!]);
    }
  }
  return new HeaderFields(fields);
}

export interface ContentType {
  /** `text/plain`, lower case. */
  type: string;
  params: Map<string, string>;
}

const PARAMETER = /;\s*([a-z0-9*-]{1,40})\s*=\s*(?:"([^"]{0,998})"|([^\s;"]{1,998}))/gi;

/** Reads a Content-Type value (RFC 2045 section 5.1); an unreadable one is text/plain. */
export function parseContentType(value: string): ContentType {
  const type = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(value)?.[1]?.toLowerCase() ?? 'text/plain';
  const params = new Map<string, string>();
  for (const [, name, quoted, bare] of value.slice(0, 4000).matchAll(PARAMETER)) {
    params.set(name!.toLowerCase(), quoted ?? bare ?? '');
  }
  return { type, params };
}

const ENCODED_WORD = /=\?([\w.:-]{1,40})(?:\*[\w-]*)?\?([bq])\?([^?]{0,2000})\?=/gi;

/** Decodes encoded words (RFC 2047) in a field value; damaged ones stay as they are. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return decodeCharset(value, '');
  return value
    .slice(0, 8000)
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(ENCODED_WORD, (_, charset: string, kind: string, text: string) =>
      decodeCharset(kind.toLowerCase() === 'b' ? fromBase64(text) : fromQ(text), charset),
    );
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

function fromQ(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
