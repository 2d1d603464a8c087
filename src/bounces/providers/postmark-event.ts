import type { Traces } from '../our-tokens.js';
import {
  complaint,
  delayed,
  delivered,
  failure,
  type Json,
  object,
  type ProviderEvent,
  text,
} from './provider-event.js';

/** Kinds that say nothing about delivery: a machine answered, or the address is only checked. */
const NO_FAILURE = new Set([
  'AutoResponder',
  'ChallengeVerification',
  'AddressChange',
  'Subscribe',
  'Unsubscribe',
  'OpenRelayTest',
]);
const FINAL = new Set(['HardBounce', 'BadEmailAddress']);

/**
 * Postmark puts its own Message-ID in the place of ours, but sends back the mail's metadata and, where the webhook is set up
 * so, the bounce itself, in which our Message-ID or return path is quoted.
 */
export function postmarkTraces(event: Json): Traces {
  const content = text(event['Content']).slice(0, 256 * 1024);
  const metadata = Object.values(object(event['Metadata'])).map(text);
  return {
    returnPaths: [
      ...metadata,
      ...(content.match(/\b[bs]-[0-9a-z]{1,12}-[0-9a-z]{25}@[\w.-]{1,253}/gi) ?? []),
    ],
    messageIds: [
      ...metadata,
      ...(content.match(/\b(?:s-)?[0-9a-z]{1,12}\.[0-9a-z]{25}@[\w.-]{1,253}/gi) ?? []),
    ],
    mail: Buffer.from(content),
  };
}

export function readPostmarkEvent(event: Json): ProviderEvent | null {
  switch (text(event['RecordType'])) {
    case 'Bounce':
      return readBounce(event);
    case 'SpamComplaint':
      return complaint(text(event['Details']) || 'Complaint: spam report');
    case 'Delivery':
      return delivered(text(event['Details']));
    default:
      return null;
  }
}

function readBounce(event: Json): ProviderEvent | null {
  const type = text(event['Type']);
  if (NO_FAILURE.has(type)) return null;
  if (type === 'SpamComplaint') return complaint(text(event['Details']));
  const words = text(event['Details']) || text(event['Description']);
  if (type === 'Transient') return delayed({ words, isFinal: false });
  return failure({ words, isFinal: FINAL.has(type) });
}
