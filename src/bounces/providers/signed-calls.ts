import { createHmac, createPublicKey, timingSafeEqual, verify, createHash } from 'node:crypto';
import { isTimely, type RefusedCall } from './refused-call.js';

/** What a signed call of SendGrid's event webhook carries in its headers. */
export interface SendgridSignature {
  signature: string;
  /** Seconds since 1970, as text. */
  timestamp: string;
}

/** ECDSA over SHA-256 of timestamp and body, as it came. @param publicKey SPKI, base64 */
export function refuseSendgridCall(
  body: Buffer,
  { signature, timestamp }: SendgridSignature,
  publicKey: string,
  now: Date,
): RefusedCall | null {
  if (!isSendgridSigned(body, signature, timestamp, publicKey)) return 'wrong signature';
  return isTimely(secondsToDate(timestamp), now) ? null : 'off in time';
}

function isSendgridSigned(body: Buffer, signature: string, timestamp: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const signed = Buffer.concat([Buffer.from(timestamp), body]);
    return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** The `signature` object of a Mailgun webhook. */
export interface MailgunSignature {
  timestamp: string;
  token: string;
  signature: string;
}

/**
 * HMAC-SHA256 of timestamp and token. Mailgun does not sign the body: a call is as trustworthy as its way here (HTTPS), its
 * token works once, and the delivery must be named by a token of our own.
 */
export function refuseMailgunCall(given: MailgunSignature, key: string, now: Date): RefusedCall | null {
  const mac = createHmac('sha256', key)
    .update(given.timestamp + given.token)
    .digest('hex');
  if (!isSame(mac, given.signature)) return 'wrong signature';
  return isTimely(secondsToDate(given.timestamp), now) ? null : 'off in time';
}

/** HTTP basic authentication with the user and password that the webhook was set up with. */
export function refusePostmarkCall(authorization: string, expected: string): RefusedCall | null {
  const [, given = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  return isSame(Buffer.from(given, 'base64').toString('utf8'), expected) ? null : 'wrong signature';
}

/** Constant in time for texts of any length. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function secondsToDate(text: string): Date {
  return new Date(/^\d{1,12}$/.test(text) ? Number(text) * 1000 : Number.NaN);
}
