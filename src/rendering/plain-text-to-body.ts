import { partsWithAddresses, type TextPart } from './bare-addresses.js';
import type { BodyDoc, BodyNode } from './parse-body.js';
import { parseBody } from './parse-body.js';

/**
 * A body from plain text: blank lines part the paragraphs, single line ends become breaks, web addresses links.
 * @throws ContentRefused when the text is longer than a body may be
 */
export function plainTextToBody(text: string): BodyDoc {
  const paragraphs = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  const content = paragraphs.map(paragraphOf);
  return parseBody({ type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] });
}

function paragraphOf(paragraph: string): BodyNode {
  const content = paragraph
    .split('\n')
    .map((line) => line.trim())
    .flatMap((line, i): BodyNode[] => [
      ...(i > 0 ? [{ type: 'hard_break' } as const] : []),
      ...partsWithAddresses(line).map(textOf),
    ]);
  return { type: 'paragraph', content };
}

function textOf({ text, href }: TextPart): BodyNode {
  return { type: 'text', text, ...(href ? { marks: [{ type: 'link', attrs: { href } }] } : {}) };
}
