import { cleanText } from './clean-text.js';
import { escapeHtml } from './escape-html.js';
import { leadWithDateline } from './lead-with-dateline.js';
import { whyHrefIsRefused } from './link-href.js';
import type { BodyDoc, BodyMark, BodyNode } from './parse-body.js';

export interface BodyHtmlOptions {
  /** Address of each image by its id; an image without one is left out. */
  imageUrls: Record<string, string>;
  /** Leads the first paragraph: "Dilley, TX — ". */
  dateline?: string;
  /** Before a credit: "Photo: ". */
  creditLabel: string;
  /** Inline styles by `tag` or `tag.class`, for e-mail; a web page styles the same elements itself. */
  styles?: Record<string, string>;
  /** Gives the address to use in place of a link's own. */
  rewriteLink?: (href: string) => string;
  /** For the `width` attribute of images: Outlook ignores styles. */
  imageWidth?: number;
  /** More attributes of an image by its id, ready to be written, for a web page: its size and its other sizes. */
  imageAttributes?: Record<string, string>;
}

/**
 * Semantic HTML of a body: p, h2, h3, blockquote (class `pull-quote`), ul, ol, figure, hr, a, em, strong.
 * Everything from the tree is escaped; links that may not be used lose their address.
 */
export function bodyToHtml(body: BodyDoc, options: BodyHtmlOptions): string {
  const { content = [] } = leadWithDateline(body, options.dateline);
  return content.map((block) => blockHtml(block, options)).join('\n');
}

function blockHtml(node: BodyNode, options: BodyHtmlOptions): string {
  switch (node.type) {
    case 'paragraph':
      return element('p', options, inlineHtml(node, options));
    case 'heading':
      return element(node.attrs?.['level'] === 3 ? 'h3' : 'h2', options, inlineHtml(node, options));
    case 'blockquote':
      return quoteHtml(node, 'blockquote', options);
    case 'pull_quote':
      return quoteHtml(node, 'blockquote.pull-quote', options);
    case 'bullet_list':
      return element('ul', options, itemsHtml(node, options));
    case 'ordered_list':
      return element('ol', options, itemsHtml(node, options), orderAttributes(node));
    case 'image':
      return imageHtml(node, options);
    case 'horizontal_rule':
      return `${startTag('hr', options).slice(0, -1)} />`;
    default:
      return inlineHtml({ type: 'paragraph', content: [node] }, options);
  }
}

function inlineHtml(node: BodyNode, options: BodyHtmlOptions): string {
  return (node.content ?? [])
    .map((child) => {
      if (child.type === 'hard_break') return '<br />';
      return (child.marks ?? []).reduceRight(
        (html, mark) => markHtml(mark, html, options),
        escaped(child.text ?? '').replaceAll('\n', '<br />'),
      );
    })
    .join('');
}

function markHtml(mark: BodyMark, html: string, options: BodyHtmlOptions): string {
  if (mark.type !== 'link') return element(mark.type, options, html);
  const href = mark.attrs?.['href'];
  if (href === undefined || whyHrefIsRefused(href) !== null) return html;
  const target = options.rewriteLink?.(href) ?? href;
  return element('a', options, html, ` href="${escapeHtml(target)}"`);
}

function quoteHtml(node: BodyNode, selector: string, options: BodyHtmlOptions): string {
  const attribution = String(node.attrs?.['attribution'] ?? '');
  const paragraphs = (node.content ?? []).map((child) => blockHtml(child, options)).join('');
  const footer = attribution && element('footer', options, `— ${escaped(attribution)}`);
  return element(selector, options, paragraphs + footer);
}

function itemsHtml(node: BodyNode, options: BodyHtmlOptions): string {
  return (node.content ?? [])
    .map((item) => {
      const [first, ...rest] = item.content ?? [];
      const lead = first ? inlineHtml(first, options) : '';
      return element('li', options, lead + rest.map((child) => blockHtml(child, options)).join(''));
    })
    .join('');
}

function orderAttributes(node: BodyNode): string {
  const order = Number(node.attrs?.['order'] ?? 1);
  return order === 1 ? '' : ` start="${order}"`;
}

function imageHtml(node: BodyNode, options: BodyHtmlOptions): string {
  const { imageId = '', alt = '', credit = '', caption = '' } = node.attrs ?? {};
  const url = Object.hasOwn(options.imageUrls, imageId) ? options.imageUrls[imageId] : undefined;
  if (url === undefined) return '';
  const width = options.imageWidth ? ` width="${options.imageWidth}"` : '';
  const more = options.imageAttributes?.[imageId] ?? '';
  const img = startTag(
    'img',
    options,
    ` src="${escapeHtml(url)}" alt="${escaped(String(alt))}"${width}${more}`,
  );
  const words = figureWords(String(caption), String(credit), options);
  const figcaption = words && element('figcaption', options, words);
  return element('figure', options, `${img.slice(0, -1)} />${figcaption}`);
}

function figureWords(caption: string, credit: string, options: BodyHtmlOptions): string {
  const creditHtml = credit && element('span.credit', options, `${options.creditLabel} ${escaped(credit)}`);
  return [escaped(caption), creditHtml].filter((part) => part !== '').join(' ');
}

function element(selector: string, options: BodyHtmlOptions, content: string, attributes = ''): string {
  return `${startTag(selector, options, attributes)}${content}</${tagOf(selector)}>`;
}

function startTag(selector: string, options: BodyHtmlOptions, attributes = ''): string {
  const className = selector.split('.')[1];
  const style = options.styles?.[selector];
  const classAttribute = className ? ` class="${className}"` : '';
  return `<${tagOf(selector)}${classAttribute}${attributes}${style ? ` style="${escapeHtml(style)}"` : ''}>`;
}

function tagOf(selector: string): string {
  return selector.split('.')[0] ?? selector;
}

function escaped(text: string): string {
  return escapeHtml(cleanText(text));
}
