import type { Traces } from '../our-tokens.js';
import { mailgunTraces, readMailgunEvent } from './mailgun-event.js';
import { postmarkTraces, readPostmarkEvent } from './postmark-event.js';
import { type Json, object, type Provider, type ProviderEvent } from './provider-event.js';
import { readSendgridEvent, sendgridTraces } from './sendgrid-event.js';
import { readSesEvent, sesTraces } from './ses-event.js';

interface Reader {
  read: (event: Json) => ProviderEvent | null;
  /** Where a token of ours may stand in it. */
  traces: (event: Json) => Traces;
}

const READERS: Record<Provider, Reader> = {
  ses: { read: readSesEvent, traces: sesTraces },
  sendgrid: { read: readSendgridEvent, traces: sendgridTraces },
  mailgun: { read: readMailgunEvent, traces: mailgunTraces },
  postmark: { read: readPostmarkEvent, traces: postmarkTraces },
};

/** What a stored event says about its delivery; null for what is not about delivery or cannot be read. Never throws. */
export function readProviderEvent(provider: Provider, raw: Buffer): ProviderEvent | null {
  try {
    return READERS[provider].read(object(JSON.parse(raw.toString('utf8'))));
  } catch {
    return null;
  }
}

/** Where a token of ours may stand in a stored event. Never throws. */
export function providerTraces(provider: Provider, raw: Buffer): Traces {
  try {
    return tracesOf(provider, object(JSON.parse(raw.toString('utf8'))));
  } catch {
    return {};
  }
}

export function tracesOf(provider: Provider, event: Json): Traces {
  return READERS[provider].traces(event);
}
