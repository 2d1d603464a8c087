import type { Judged } from '../judge-reading.js';
import type { InboundSource } from '../inbound-mail.entity.js';
import { plain } from '../judge-reading.js';
import { classifyReply } from '../reading/classify-reply.js';

/** Providers whose events come by webhook. */
export type Provider = Exclude<InboundSource, 'smtp' | 'imap'>;

/** What one event says; null elsewhere means: nothing about delivery. */
export type ProviderEvent =
  { kind: 'delivered'; words: string } | { kind: 'bounce' | 'delayed' | 'feedback'; report: Judged };

export type Json = Record<string, unknown>;

export function isProvider(source: InboundSource): source is Provider {
  return source !== 'smtp' && source !== 'imap';
}

export function object(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 1000) : [];
}

export interface Said {
  words: string;
  code?: unknown;
  status?: unknown;
  /** The provider itself calls it final. Only then may our own reading of the words call the address dead. */
  isFinal: boolean;
}

/** A failure in a server's words, read by our own rules; the provider's verdict can only make it milder. */
export function failure({ words, code, status, isFinal }: Said): ProviderEvent {
  const reply = /^[245]\d\d$/.exec(text(code))?.[0] ?? /\b[245]\d\d\b/.exec(words)?.[0] ?? '';
  const enhanced = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(text(status))?.[0] ?? '';
  const verdict = classifyReply({ text: words, code: reply, enhanced, gaveUp: isFinal });
  const said = { status: plain(verdict.status), reply, diagnostic: plain(words) };
  const { category } = verdict;
  return { kind: 'bounce', report: { ...said, kind: 'bounce', category, hard: verdict.hard && isFinal } };
}

/** The provider did not even try, because of its own list: less than a server's word. */
export function notTried(words: string): ProviderEvent {
  const report = { kind: 'bounce', category: 'unconfirmed-address', hard: false } as const;
  return { kind: 'bounce', report: { ...report, status: '', reply: '', diagnostic: plain(words) } };
}

export function delayed(said: Said): ProviderEvent {
  const event = failure({ ...said, isFinal: false });
  return event.kind === 'delivered'
    ? event
    : { kind: 'delayed', report: { ...event.report, kind: 'delayed' } };
}

/** The journalist told their provider that they do not want this. */
export function complaint(words: string): ProviderEvent {
  const nothing = { status: '', reply: '', category: 'unknown', hard: false } as const;
  return { kind: 'feedback', report: { ...nothing, kind: 'feedback', diagnostic: plain(words) } };
}

export function delivered(words: string): ProviderEvent {
  return { kind: 'delivered', words: plain(words) };
}
