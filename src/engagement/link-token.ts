import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../auth/hmac.js';
import type { SigningKey, SigningKeys } from '../auth/signed-token.js';

/** Characters of base64url: 132 bits. */
const MAC_LENGTH = 22;
const TOKEN = /^([0-9a-z]{1,11})-([\w-]{22})$/;

/**
 * The recipient's part of all counted links of one mail: at most 34 characters, made once a mail (1 µs). It names the
 * delivery, never the journalist's address, and cannot be made without our secret (HMAC-SHA256 cut to 132 bits, for
 * this purpose only).
 */
export function signLinkToken(keys: SigningKeys, deliveryId: number): string {
  const id = deliveryId.toString(36);
  return `${id}-${mac(keys[0], id)}`;
}

/** The delivery that a token names; null if it is not one of ours. Constant time in the MAC. */
export function openLinkToken(keys: SigningKeys, token: string): number | null {
  const [, id, given] = TOKEN.exec(token) ?? [];
  if (!id || !given) return null;
  const isOurs = keys.some((key) => timingSafeEqual(Buffer.from(mac(key, id)), Buffer.from(given)));
  return isOurs ? Number.parseInt(id, 36) : null;
}

function mac(key: SigningKey, id: string): string {
  return hmacSha256(key.secret, `counted-link:${id}`, 'base64url').slice(0, MAC_LENGTH);
}
