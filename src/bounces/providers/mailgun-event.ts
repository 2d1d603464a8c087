import type { Traces } from '../our-tokens.js';
import {
  complaint,
  delayed,
  delivered,
  failure,
  type Json,
  notTried,
  object,
  type ProviderEvent,
  text,
} from './provider-event.js';

/** `event-data` of a webhook. The Message-ID is ours, without angle brackets; the envelope's sender may be our return path. */
export function mailgunTraces(event: Json): Traces {
  const headers = object(object(event['message'])['headers']);
  return {
    returnPaths: [text(object(event['envelope'])['sender'])],
    messageIds: [text(headers['message-id'])],
  };
}

export function readMailgunEvent(event: Json): ProviderEvent | null {
  const status = object(event['delivery-status']);
  const words = [text(status['message']), text(status['description'])].filter(Boolean).join(' ');
  switch (text(event['event'])) {
    case 'failed':
      return readFailure(event, status, words);
    case 'complained':
      return complaint('Complaint: spam report');
    case 'delivered':
      return delivered(words || `${text(status['code'])} accepted`);
    default:
      return null;
  }
}

function readFailure(event: Json, status: Json, words: string): ProviderEvent | null {
  const reason = text(event['reason']);
  const said = { words: words || reason, code: status['code'], status: status['enhanced-code'] };
  if (text(event['severity']) === 'temporary') return delayed({ ...said, isFinal: false });
  if (reason === 'suppress-bounce') return notTried(said.words);
  if (reason === 'suppress-complaint') return complaint(said.words);
  if (reason === 'suppress-unsubscribe') return null;
  return failure({ ...said, isFinal: true });
}
