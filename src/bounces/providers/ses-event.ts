import { plain } from '../judge-reading.js';
import type { Traces } from '../our-tokens.js';
import { readMailedNotification } from '../reading/provider-notice.js';
import {
  complaint,
  delayed,
  delivered,
  type Json,
  list,
  object,
  type ProviderEvent,
  text,
} from './provider-event.js';

/** `mail.source` is the envelope sender: our return path. SES puts its own Message-ID in the place of ours. */
export function sesTraces(event: Json): Traces {
  const mail = object(event['mail']);
  const headers = list(mail['headers']).map(object);
  const named = headers
    .filter(({ name }) => /^message-id$/i.test(text(name)))
    .map(({ value }) => text(value));
  return {
    returnPaths: [text(mail['source'])],
    messageIds: [...named, text(object(mail['commonHeaders'])['messageId'])],
  };
}

/** Both forms: notifications (`notificationType`) and event publishing (`eventType`). */
export function readSesEvent(event: Json): ProviderEvent | null {
  const type = text(event['notificationType']) || text(event['eventType']);
  switch (type) {
    case 'Bounce':
      return readBounce(event);
    case 'Complaint': {
      const kind = text(object(event['complaint'])['complaintFeedbackType']);
      return kind === 'not-spam' ? null : complaint(`Complaint: ${kind || 'abuse'}`);
    }
    case 'Delivery':
      return delivered(text(object(event['delivery'])['smtpResponse']));
    case 'DeliveryDelay':
      return readDelay(object(event['deliveryDelay']));
    default:
      return null;
  }
}

function readBounce(event: Json): ProviderEvent | null {
  const said = readMailedNotification([JSON.stringify({ notificationType: 'Bounce', ...event })], 1);
  const [recipient] = said?.recipients ?? [];
  if (!recipient) return null;
  const { category, status, reply, diagnostic, hard } = recipient;
  const isFinal = text(object(event['bounce'])['bounceType']) === 'Permanent';
  const words = { status: plain(status), reply: plain(reply), diagnostic: plain(diagnostic) };
  return { kind: 'bounce', report: { ...words, kind: 'bounce', category, hard: hard && isFinal } };
}

function readDelay(delay: Json): ProviderEvent {
  const [recipient] = list(delay['delayedRecipients']).map(object);
  const words = text(recipient?.['diagnosticCode']) || text(delay['delayType']);
  return delayed({ words, status: recipient?.['status'], isFinal: false });
}
