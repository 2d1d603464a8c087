import { createHash } from 'node:crypto';
import { type DkimKey, OVERSIGNED, signAway } from './dkim.js';
import { signatureField, signatureHeader } from './dkim-field.js';
import { relaxedHeader } from './header-values.js';

/**
 * Signs one finished message with all keys (RFC 6376, `c=relaxed/simple`, every header field). For mails one at a time;
 * those of a release are signed from their template (`createSigner`).
 * @param raw header fields, empty line and body with CRLF line ends; no field twice
 */
export async function signMessage(raw: Buffer, keys: readonly DkimKey[], date: Date): Promise<Buffer> {
  if (keys.length === 0) return raw;
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw.toString('latin1', 0, end).split(/\r\n(?![ \t])/);
  const bodyHash = createHash('sha256')
    .update(simpleBody(raw.subarray(end + 4)))
    .digest('base64');
  const names = [...fields.map((field) => field.slice(0, field.indexOf(':'))), ...OVERSIGNED].join(': ');
  const canonical = fields.map(relaxedHeader).join('');
  const signatures = await Promise.all(
    keys.map(async (key) => {
      const field = signatureField(key, date, names, bodyHash);
      const input = Buffer.from(`${canonical}dkim-signature:${field}`, 'latin1');
      return Buffer.from(signatureHeader(field, await signAway(key, input)), 'latin1');
    }),
  );
  return Buffer.concat([...signatures, raw]);
}

/** RFC 6376 section 3.4.3: one CRLF at the end, however many empty lines there were. */
function simpleBody(body: Buffer): Buffer {
  let end = body.length;
  while (end >= 2 && body[end - 2] === 0x0d && body[end - 1] === 0x0a) end -= 2;
  return Buffer.concat([body.subarray(0, end), Buffer.from('\r\n')]);
}
