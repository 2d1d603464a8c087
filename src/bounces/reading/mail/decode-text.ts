const decoders = new Map<string, TextDecoder | null>();

/** A decoder for a charset label of a mail, or null when nobody knows that label. */
function decoderFor(label: string): TextDecoder | null {
  const key = label.trim().toLowerCase();
  if (decoders.has(key)) return decoders.get(key)!;
  const made = makeDecoder(key);
  if (decoders.size < 100) decoders.set(key, made); // labels come from strangers: do not collect them for ever
  return made;
}

function makeDecoder(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes (one per character of `binary`) in the named charset → text. An unknown or wrong label never fails. */
export function decodeCharset(binary: string, charset: string): string {
  if (binary.includes('\x1b$')) return decode(binary, decoderFor('iso-2022-jp')!);
  // eslint-disable-next-line no-control-regex
  if (!/[^\x00-\x7f]/.test(binary)) return binary;
  const named =
    charset && !/^(us-ascii|ascii|unknown|default|utf-8|utf8)/i.test(charset) ? decoderFor(charset) : null;
  if (named) return decode(binary, named);
  return guess(binary);
}

function decode(binary: string, decoder: TextDecoder): string {
  return decoder.decode(Buffer.from(binary, 'latin1'));
}

function guess(binary: string): string {
  try {
    return strictUtf8.decode(Buffer.from(binary, 'latin1'));
  } catch {
    return binary; // as ISO 8859-1: every byte is some character
  }
}

/** Undoes a Content-Transfer-Encoding (RFC 2045 section 6); what is damaged is decoded as far as it goes. */
export function decodeTransfer(body: string, encoding: string): string {
  const kind = encoding.trim().toLowerCase();
  if (kind === 'base64') return decodeBase64(body);
  if (kind === 'quoted-printable') return decodeQuotedPrintable(body);
  return body;
}

const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;

/** Some gateways declare base64 and send plain text: a character that base64 has not gives them away. */
function decodeBase64(body: string): string {
  if (NOT_BASE64.test(body.slice(0, 2000))) return body;
  return Buffer.from(body, 'base64').toString('latin1');
}

export function decodeQuotedPrintable(body: string): string {
  return body
    .replace(/=[ \t]{0,40}\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
