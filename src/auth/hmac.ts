import { hash } from 'node:crypto';

/** Octets of SHA-256's blocks and results. */
const BLOCK = 64;
const RESULT = 32;
/** Longest text, in octets of UTF-8, for which there is room. */
const LONGEST = 2048;

/** The two texts of RFC 2104 with the key in front: H(outer ‖ H(inner ‖ text)). */
interface PaddedKey {
  inner: Buffer;
  outer: Buffer;
}

const padded = new Map<string, PaddedKey>();

/**
 * HMAC-SHA256 (RFC 2104) of a short text, as text. It gives what `createHmac` gives for less than a third of its time
 * (1.0 µs for 3.6), because two hashes at once make no object: every mail of a release needs four.
 * @throws RangeError for a text of more than 2 KB
 */
export function hmacSha256(secret: string, text: string, encoding: 'hex' | 'base64url'): string {
  const { inner, outer } = paddedKey(secret);
  if (text.length * 3 > LONGEST && Buffer.byteLength(text) > LONGEST)
    throw new RangeError('A text of more than 2 KB');
  const length = inner.write(text, BLOCK);
  outer.write(hash('sha256', inner.subarray(0, BLOCK + length), 'binary'), BLOCK, 'latin1');
  return hash('sha256', outer, encoding);
}

function paddedKey(secret: string): PaddedKey {
  const known = padded.get(secret);
  if (known) return known;
  const octets = Buffer.from(secret);
  const key = octets.length > BLOCK ? Buffer.from(hash('sha256', octets, 'binary'), 'latin1') : octets;
  const made = {
    inner: Buffer.alloc(BLOCK + LONGEST, 0x36),
    outer: Buffer.alloc(BLOCK + RESULT, 0x5c),
  };
  for (const [i, octet] of key.entries()) {
    made.inner[i]! ^= octet;
    made.outer[i]! ^= octet;
  }
  padded.set(secret, made);
  return made;
}
