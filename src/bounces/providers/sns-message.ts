import { createVerify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isTimely, type RefusedCall } from './refused-call.js';

/** What Amazon SNS posts to a webhook. */
const snsSchema = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().max(300),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.base64(),
  SigningCertURL: z.string().max(500),
  Token: z.string().optional(),
  SubscribeURL: z.string().max(2000).optional(),
});
export type SnsMessage = z.output<typeof snsSchema>;

/** The fields that are signed, in the order of Amazon's documentation. */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

const HOST = /^sns\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/;
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** Fetches a text over HTTPS; throws when it cannot. Tests bring their own. */
export type Fetcher = (url: URL) => Promise<string>;

export function readSnsMessage(body: Buffer): SnsMessage | null {
  try {
    return snsSchema.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}

/**
 * Why a message is not believed, or null. Everything that costs nothing is asked before the certificate is fetched, and the
 * certificate comes only from Amazon's own host and path: a valid signature by anybody else's certificate is worth nothing.
 * Throws when the certificate cannot be fetched.
 */
export async function refuseSnsMessage(
  message: SnsMessage,
  topics: readonly string[],
  certificateAt: Fetcher,
  now: Date,
): Promise<RefusedCall | null> {
  if (!topics.includes(message.TopicArn)) return 'foreign topic';
  if (!isTimely(new Date(message.Timestamp), now)) return 'off in time';
  const url = amazonUrl(message.SigningCertURL, message.TopicArn);
  if (!url || !CERTIFICATE_PATH.test(url.pathname) || url.search) return 'certificate of another host';
  return isSigned(message, await certificateAt(url), now) ? null : 'wrong signature';
}

/** Where to confirm the subscription, or null when the address is not Amazon's for this very topic. */
export function confirmationUrl(message: SnsMessage): URL | null {
  const url = amazonUrl(message.SubscribeURL ?? '', message.TopicArn);
  if (!url || url.pathname !== '/' || url.searchParams.get('Action') !== 'ConfirmSubscription') return null;
  return url.searchParams.get('TopicArn') === message.TopicArn ? url : null;
}

/** An address at SNS in the region of the topic; https, the usual port, no user, no fragment. */
function amazonUrl(text: string, topic: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.protocol !== 'https:' || url.port || url.username || url.password || url.hash) return null;
  return HOST.exec(url.hostname)?.[1] === topic.split(':')[3] ? url : null;
}

function isSigned(message: SnsMessage, pem: string, now: Date): boolean {
  try {
    const certificate = new X509Certificate(pem);
    if (new Date(certificate.validTo) < now || new Date(certificate.validFrom) > now) return false;
    if (certificate.publicKey.asymmetricKeyType !== 'rsa') return false;
    const verify = createVerify(message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
    return verify.update(signedText(message)).verify(certificate.publicKey, message.Signature, 'base64');
  } catch {
    return false;
  }
}

export function signedText(message: SnsMessage): string {
  const fields = SIGNED[message.Type].filter((name) => typeof message[name] === 'string');
  return fields.map((name) => `${name}\n${String(message[name])}\n`).join('');
}
