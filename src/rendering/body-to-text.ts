import { cleanText } from './clean-text.js';
import { leadWithDateline } from './lead-with-dateline.js';
import type { BodyDoc, BodyNode } from './parse-body.js';
import { TEXT_WIDTH, wrapIndented, wrapText } from './wrap-text.js';

export interface BodyTextOptions {
  /** Leads the first paragraph: "Dilley, TX — ". */
  dateline?: string;
  /** Words for what text cannot show. */
  labels: { image: string; credit: string; links: string };
}

interface Writer extends BodyTextOptions {
  /** Addresses found so far; their place is their number in brackets. */
  notes: string[];
}

/**
 * Plain text of a body: paragraphs of at most 72 columns, quotes after ">", lists with hanging indents,
 * links as numbers in brackets with their addresses listed at the end, images by their alternative text.
 */
export function bodyToText(body: BodyDoc, options: BodyTextOptions): string {
  const writer: Writer = { ...options, notes: [] };
  const { content = [] } = leadWithDateline(body, options.dateline);
  const blocks = content.map((block) => blockText(block, writer, TEXT_WIDTH));
  return [...blocks, footnoteList(writer)].filter((block) => block !== '').join('\n\n');
}

function blockText(node: BodyNode, writer: Writer, width: number): string {
  switch (node.type) {
    case 'heading':
      return headingText(inlineText(node, writer), node.attrs?.['level'] === 3 ? '-' : '=', width);
    case 'blockquote':
      return prefixed(quoteText(node, writer, width - 2), '> ');
    case 'pull_quote':
      return prefixed(quoteText(node, writer, width - 4), '    ');
    case 'bullet_list':
      return listText(node, writer, width, () => '* ');
    case 'ordered_list':
      return listText(node, writer, width, (i) => `${Number(node.attrs?.['order'] ?? 1) + i}. `);
    case 'image':
      return imageText(node, writer, width);
    case 'horizontal_rule':
      return '* * *';
    default:
      return wrapText(inlineText(node, writer), width);
  }
}

function headingText(text: string, underline: string, width: number): string {
  const wrapped = wrapText(text, width);
  const longest = Math.max(...wrapped.split('\n').map((line) => [...line].length));
  return text === '' ? '' : `${wrapped}\n${underline.repeat(longest)}`;
}

function quoteText(node: BodyNode, writer: Writer, width: number): string {
  const attribution = cleanText(String(node.attrs?.['attribution'] ?? ''));
  const paragraphs = (node.content ?? []).map((child) => blockText(child, writer, width));
  return [...paragraphs, attribution && wrapText(`— ${attribution}`, width)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function listText(node: BodyNode, writer: Writer, width: number, bullet: (index: number) => string): string {
  return (node.content ?? [])
    .map((item, i) => {
      const first = bullet(i);
      const rest = ' '.repeat(first.length);
      const blocks = (item.content ?? []).map((child) => blockText(child, writer, width - first.length));
      return first + prefixed(blocks.join('\n'), rest).slice(first.length);
    })
    .join('\n');
}

function imageText(node: BodyNode, writer: Writer, width: number): string {
  const { alt = '', caption = '', credit = '' } = node.attrs ?? {};
  const words = [alt, caption, credit && `${writer.labels.credit} ${credit}`].filter((part) => part !== '');
  if (words.length === 0) return '';
  return wrapIndented(`[${writer.labels.image}: ${cleanText(words.join(' | '))}]`, '', '  ', width);
}

function inlineText(node: BodyNode, writer: Writer): string {
  let href: string | undefined;
  let text = '';
  for (const child of node.content ?? []) {
    const next = hrefOf(child);
    if (next !== href) text += noteFor(href, text, writer);
    href = next;
    text += child.type === 'hard_break' ? '\n' : cleanText(child.text ?? '');
  }
  return text + noteFor(href, text, writer);
}

function hrefOf(node: BodyNode): string | undefined {
  return node.marks?.find((mark) => mark.type === 'link')?.attrs?.['href'];
}

/** The number in brackets after a link, or nothing where the text already shows the address. */
function noteFor(href: string | undefined, textBefore: string, writer: Writer): string {
  if (href === undefined) return '';
  const shown = href.replace(/^(https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
  if (textBefore.replace(/\/$/, '').endsWith(shown)) return '';
  const known = writer.notes.indexOf(href);
  return ` [${known >= 0 ? known + 1 : writer.notes.push(href)}]`;
}

function footnoteList(writer: Writer): string {
  if (writer.notes.length === 0) return '';
  return [`${writer.labels.links}:`, ...writer.notes.map((href, i) => `[${i + 1}] ${href}`)].join('\n');
}

function prefixed(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => (prefix + line).trimEnd())
    .join('\n');
}
