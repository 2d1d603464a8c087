import type { Traces } from '../our-tokens.js';
import {
  complaint,
  delayed,
  delivered,
  failure,
  type Json,
  notTried,
  type ProviderEvent,
  text,
} from './provider-event.js';

/** `smtp-id` is our Message-ID. */
export function sendgridTraces(event: Json): Traces {
  return { messageIds: [text(event['smtp-id'])] };
}

export function readSendgridEvent(event: Json): ProviderEvent | null {
  const words = text(event['reason']) || text(event['response']);
  switch (text(event['event'])) {
    case 'bounce':
      return failure({ words, status: event['status'], isFinal: text(event['type']) !== 'blocked' });
    case 'dropped':
      return readDrop(words);
    case 'deferred':
      return delayed({ words, status: event['status'], isFinal: false });
    case 'delivered':
      return delivered(words);
    case 'spamreport':
      return complaint('Complaint: spam report');
    default:
      return null;
  }
}

function readDrop(words: string): ProviderEvent | null {
  if (/spam report/i.test(words)) return complaint(words);
  if (/unsubscribed/i.test(words)) return null;
  return notTried(words);
}
