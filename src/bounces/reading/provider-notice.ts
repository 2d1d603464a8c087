import type { FailedRecipient } from './bounce-reading.js';
import { classifyReply } from './classify-reply.js';

/** A notice of Amazon SES that was mailed as JSON. Only read here; webhooks with their signature are elsewhere. */
export interface MailedNotification {
  type: 'bounce' | 'complaint' | 'delivery';
  recipients: FailedRecipient[];
  messageId: string;
}

interface SesRecipient {
  emailAddress?: unknown;
  diagnosticCode?: unknown;
  status?: unknown;
}

/** Reads a mail whose text is a JSON notification; null if it is anything else. */
export function readMailedNotification(notice: string[], max: number): MailedNotification | null {
  const text = notice.join('\n').trimStart();
  if (!text.startsWith('{') || !/"notificationType"|"eventType"/.test(text.slice(0, 4000))) return null;
  const json = parseObject(text.slice(0, text.lastIndexOf('}') + 1));
  const type = json && String(json['notificationType'] ?? json['eventType'] ?? '').toLowerCase();
  if (type !== 'bounce' && type !== 'complaint' && type !== 'delivery') return null;
  return {
    type,
    recipients: recipientsOf(json!, type).slice(0, max),
    messageId: String(record(json!['mail'])['messageId'] ?? ''),
  };
}

/** Mail wraps the one long line; joined without the breaks it is JSON again. */
function parseObject(text: string): Record<string, unknown> | null {
  for (const candidate of [text, text.replaceAll('\n', '')]) {
    try {
      return record(JSON.parse(candidate));
    } catch {
      continue;
    }
  }
  return null;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function recipientsOf(json: Record<string, unknown>, type: string): FailedRecipient[] {
  const body = record(json[type]);
  const lists = {
    bounce: 'bouncedRecipients',
    complaint: 'complainedRecipients',
    delivery: 'recipients',
  } as const;
  const list = body[lists[type as keyof typeof lists]];
  return (Array.isArray(list) ? list : []).slice(0, 1000).map((entry) => toRecipient(entry, type, body));
}

function toRecipient(entry: unknown, type: string, body: Record<string, unknown>): FailedRecipient {
  const { emailAddress, diagnosticCode, status } =
    typeof entry === 'string' ? ({ emailAddress: entry } as SesRecipient) : (record(entry) as SesRecipient);
  const text = String(diagnosticCode ?? '')
    .slice(0, 1000)
    .replace(/^smtp;\s*/i, '');
  const said = {
    address: String(emailAddress ?? ''),
    aliases: [],
    reply: /\b[245]\d\d\b/.exec(text)?.[0] ?? '',
    diagnostic: text,
  };
  if (type !== 'bounce')
    return { ...said, status: '', category: type === 'delivery' ? 'delivered' : 'unknown', hard: false };
  const verdict = classifyReply({ text, enhanced: String(status ?? ''), gaveUp: true });
  if (text || body['bounceType'] !== 'Permanent') return { ...said, ...verdict };
  const known = /General|NoEmail|Suppressed|OnAccountSuppressionList/.test(String(body['bounceSubType']));
  return { ...said, status: verdict.status, category: known ? 'unknown-address' : 'unknown', hard: known };
}
