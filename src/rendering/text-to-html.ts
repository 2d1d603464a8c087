import { cleanText } from './clean-text.js';
import { escapeHtml } from './escape-html.js';
import { SafeHtml } from './fill-template.js';

/** Plain text with its line ends kept. */
export function textToHtml(text: string): SafeHtml {
  return new SafeHtml(escapeHtml(cleanText(text).trim()).replaceAll('\n', '<br />'));
}
