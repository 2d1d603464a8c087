import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from './hmac.js';

/** A secret and the short name by which a token says which one it was signed with. */
export interface SigningKey {
  id: string;
  secret: string;
}

/** The newest first: it signs, all of them open. */
export type SigningKeys = readonly [SigningKey, ...SigningKey[]];

const SHORTEST_SECRET = 32;
/** Characters of base64url: 132 bits. */
const MAC_LENGTH = 22;
const NO_MAC = '-'.repeat(MAC_LENGTH);

/**
 * Reads `keyid:secret` pairs separated by commas, the newest first. To change the secret put a new pair in front and
 * keep the old one for as long as mails with its links should work.
 *
 * @throws Error that says what is wrong, never the secret
 */
export function parseSecrets(text: string | undefined): SigningKeys {
  const [first, ...rest] = (text ?? '').split(',').filter(Boolean).map(parseSecret);
  if (!first)
    throw new Error(
      'DATELINE_SECRET is missing: give it as keyid:secret, the secret with 32 characters or more.',
    );
  const ids = new Set([first, ...rest].map((key) => key.id));
  if (ids.size !== rest.length + 1) throw new Error('DATELINE_SECRET names a key id twice.');
  return [first, ...rest];
}

function parseSecret(pair: string): SigningKey {
  const [, id, secret] = /^\s*([A-Za-z0-9]{1,16}):(.+?)\s*$/s.exec(pair) ?? [];
  if (!id || !secret)
    throw new Error('DATELINE_SECRET must be keyid:secret, the key id of letters and digits.');
  if (secret.length < SHORTEST_SECRET) {
    throw new Error(`The secret "${id}" in DATELINE_SECRET is shorter than ${SHORTEST_SECRET} characters.`);
  }
  return { id, secret };
}

/**
 * A text for links that nobody else can make: `keyid.payload.mac`, in the alphabet of base64url and dots.
 * HMAC-SHA256 cut to 132 bits (RFC 2104 section 5) over key id, purpose and payload, so a token for one purpose opens for no other.
 * The payload is readable by whoever holds the token: put ids in it, never an address. It has no expiry of its own;
 * where one is needed, make it part of the payload and check it.
 */
export function signToken(keys: SigningKeys, purpose: string, payload: readonly (number | string)[]): string {
  const [key] = keys;
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${key.id}.${body}.${mac(key, purpose, body)}`;
}

/** The payload, or null if a single character differs, the purpose is another one or the key is no longer known. */
export function openToken(keys: SigningKeys, purpose: string, token: string): (number | string)[] | null {
  const [, id, body, given] = /^([A-Za-z0-9]{1,16})\.([\w-]{1,1024})\.([\w-]{22})$/.exec(token) ?? [];
  const key = keys.find((each) => each.id === id);
  // Computed also where there is nothing to compare, so that every refusal takes the same time.
  const fits = isSame(given ?? NO_MAC, mac(key ?? keys[0], purpose, body ?? ''));
  if (!key || !body || !given || !fits) return null;
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as (number | string)[];
}

function mac(key: SigningKey, purpose: string, body: string): string {
  const named = JSON.stringify([key.id, purpose, body]);
  return hmacSha256(key.secret, named, 'base64url').slice(0, MAC_LENGTH);
}

/** In constant time; both of the same length. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
