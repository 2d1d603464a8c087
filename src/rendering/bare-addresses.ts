import { whyHrefIsRefused } from './link-href.js';

export interface TextPart {
  text: string;
  /** The address that the text is; null: words. */
  href: string | null;
}

// Shared by the server and the browser's editor.

/** What can follow an address without being part of it: "see https://example.org." */
const AFTER_ADDRESS = /[.,;:!?'’”»…]+$/;

/** Parts a text into words and the web addresses that stand in it as they are, in order; joined they are the text again. */
export function partsWithAddresses(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(/https?:\/\/[^\s/]+\.[^\s<>"]+/gi)) {
    const address = withoutWhatFollows(found);
    if (whyHrefIsRefused(address) !== null) continue;
    if (index > end) parts.push({ text: text.slice(end, index), href: null });
    parts.push({ text: address, href: address });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}

/** A closing bracket belongs to the address only with its opening one. */
function withoutWhatFollows(found: string): string {
  const address = found.replace(AFTER_ADDRESS, '');
  const isUnopened =
    (address.endsWith(')') && count(address, ')') > count(address, '(')) ||
    (address.endsWith(']') && count(address, ']') > count(address, '['));
  return isUnopened ? withoutWhatFollows(address.slice(0, -1)) : address;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
