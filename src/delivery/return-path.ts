import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../auth/hmac.js';
import type { SigningKey, SigningKeys } from '../auth/signed-token.js';
import type { SingleMail } from '../auth/transactional-mail.js';

/** 128 bits: 25 characters of base 36, because a local part must keep its meaning when a server changes its letter case. */
const HEX_DIGITS = 32;

/** What a delivery's addresses are made for; a MAC for one says nothing about the other. */
type Address = 'return-path' | 'message-id';
type Purpose = Address | `${SingleMail['mail']}-${Address}`;

/**
 * The envelope sender of one delivery (VERP): bounces to it name the delivery, and nobody else can make one.
 * The local part is at most 40 octets (RFC 5321 section 4.5.3.1.1 allows 64).
 */
export function returnPath(keys: SigningKeys, deliveryId: number, domain: string): string {
  return `b-${deliveryId.toString(36)}-${mac(keys[0], 'return-path', deliveryId)}@${domain}`;
}

/** The delivery that a return path names, or null if it is not one of ours. Constant time in the MAC. */
export function openReturnPath(keys: SigningKeys, address: string, domain: string): number | null {
  const [, id, given, host] = /^b-([0-9a-z]{1,11})-([0-9a-z]{25})@(.+)$/i.exec(address) ?? [];
  if (!id || !given || host?.toLowerCase() !== domain.toLowerCase()) return null;
  const deliveryId = Number.parseInt(id, 36);
  const isOurs = keys.some((key) => same(mac(key, 'return-path', deliveryId), given.toLowerCase()));
  return isOurs ? deliveryId : null;
}

/** The Message-ID of one delivery, without angle brackets: the same on each attempt, and it cannot be guessed. */
export function messageId(keys: SigningKeys, deliveryId: number, domain: string): string {
  return `${deliveryId.toString(36)}.${mac(keys[0], 'message-id', deliveryId)}@${domain}`;
}

/** The delivery that a Message-ID (without angle brackets) names, or null if it is not one of ours. */
export function openMessageId(keys: SigningKeys, id: string, domain: string): number | null {
  const [, number, given, host] = /^([0-9a-z]{1,11})\.([0-9a-z]{25})@(.+)$/i.exec(id) ?? [];
  if (!number || !given || host?.toLowerCase() !== domain.toLowerCase()) return null;
  const deliveryId = Number.parseInt(number, 36);
  const isOurs = keys.some((key) => same(mac(key, 'message-id', deliveryId), given.toLowerCase()));
  return isOurs ? deliveryId : null;
}

/** Base 36, 25 characters. */
export function mac(key: SigningKey, purpose: Purpose, id: number): string {
  const whole = hmacSha256(key.secret, `${purpose}:${id}`, 'hex');
  return BigInt(`0x${whole.slice(0, HEX_DIGITS)}`)
    .toString(36)
    .padStart(25, '0');
}

/** In constant time; both 25 characters long. */
export function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
