import { findAddresses, firstAddress } from './addresses.js';
import type { OriginalEvidence } from '../bounce-reading.js';
import { parseHeaders, type HeaderFields } from './mime-headers.js';

/** The headers of the original message inside a report. */
export function originalHeaders(original: string): HeaderFields {
  const end = original.indexOf('\n\n');
  return parseHeaders(original.slice(0, end === -1 ? 64_000 : Math.min(end, 64_000)));
}

/** Collects what may tie this report to a delivery of ours. */
export function collectEvidence(
  outer: HeaderFields,
  original: HeaderFields,
  envelopeId: string,
): OriginalEvidence {
  const ids = [
    original.first('message-id'),
    outer.first('x-original-message-id'),
    outer.first('in-reply-to'),
    outer.first('references'),
  ];
  return {
    messageIds: [...new Set(ids.flatMap(messageIds))].slice(0, 20),
    returnPath: firstAddress(original.first('return-path') || original.first('x-envelope-from')),
    envelopeId: envelopeId.slice(0, 200),
    sentTo: sentTo(outer),
  };
}

function messageIds(value: string): string[] {
  return (value.slice(0, 8000).match(/<[^<>\s]{1,990}>/g) ?? []).map((id) => id.slice(1, -1));
}

/** Where a mail went to: by its own headers, which are a hint only; the envelope is known to who received it. */
export function sentTo(headers: HeaderFields): string[] {
  const fields = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];
  return findAddresses(
    fields
      .flatMap((name) => headers.all(name))
      .join(' ')
      .slice(0, 8000),
  ).slice(0, 50);
}
