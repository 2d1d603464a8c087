import { cleanText } from './clean-text.js';

// U+FDD0 and U+FDD1 are noncharacters (Unicode 23.7: for internal use). `cleanText` removes them from all
// content, so that no release can contain a slot of its own.
const OPEN = '\uFDD0';
const CLOSE = '\uFDD1';
const MARKER = /\uFDD0([A-Za-z]+)\uFDD1/;

export function slotMarker(name: string): string {
  return `${OPEN}${name}${CLOSE}`;
}

/** Literal texts and slot names in turn, beginning and ending with a literal (which may be empty). */
export function splitAtSlots(text: string): { literals: string[]; slots: string[] } {
  const pieces = text.split(MARKER);
  return {
    literals: pieces.filter((_piece, i) => i % 2 === 0),
    slots: pieces.filter((_piece, i) => i % 2 === 1),
  };
}

/**
 * Puts values into plain text or a preview. For HTML pass `escapeHtml` as `escape`.
 * @throws RangeError when a slot has no value
 */
export function fillSlots(
  text: string,
  values: Partial<Record<string, string>>,
  escape: (value: string) => string = (value) => value,
): string {
  const { literals, slots } = splitAtSlots(text);
  return literals.reduce((filled, literal, i) => {
    const name = slots[i - 1] ?? '';
    const value = values[name];
    if (value === undefined) throw new RangeError(`No value for the slot ${name}`);
    return filled + escape(cleanText(value)) + literal;
  });
}
