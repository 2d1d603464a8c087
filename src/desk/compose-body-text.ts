import type { BodyDoc, BodyNode } from '../rendering/parse-body.js';

/**
 * A body as the plain paragraphs that a browser without script edits: blank lines part the blocks. Bold, links and
 * pictures are not in it, so a text that comes back unchanged must leave the body alone.
 */
export function bodyAsPlainText(body: BodyDoc): string {
  return (body.content ?? []).flatMap(blocksOf).join('\n\n');
}

function blocksOf(node: BodyNode): string[] {
  if (node.type === 'paragraph' || node.type === 'heading') return [inlineText(node)];
  return (node.content ?? []).flatMap(blocksOf);
}

function inlineText(node: BodyNode): string {
  return (node.content ?? [])
    .map((child) => (child.type === 'hard_break' ? '\n' : (child.text ?? '')))
    .join('');
}

/** Browsers send line ends as CRLF. */
export function sameText(one: string, other: string): boolean {
  return flat(one) === flat(other);
}

function flat(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
