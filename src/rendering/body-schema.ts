import { type Attrs, type DOMOutputSpec, type MarkSpec, type NodeSpec, Schema } from 'prosemirror-model';
import { whyHrefIsRefused } from './link-href.js';

// Shared by the server and the browser's editor: no DOM is touched here, `toDOM` only describes.

/** What is kept of an image inside the body; the file itself is found by its id. */
export interface BodyImageAttrs {
  imageId: string;
  alt: string;
  credit: string;
  caption: string;
}

export const BODY_LIMITS = { textLength: 200_000, nodes: 10_000, depth: 12, attributeLength: 2_000 } as const;

/** Images are named by the id the server gave them, never by an address. */
const IMAGE_ID = /^[A-Za-z0-9_-]{1,64}$/;

function shortText(value: unknown): void {
  if (typeof value !== 'string') throw new RangeError('must be text');
  if (value.length > BODY_LIMITS.attributeLength) throw new RangeError('is too long');
}

function imageId(value: unknown): void {
  if (typeof value !== 'string' || !IMAGE_ID.test(value)) throw new RangeError('must be the id of an image');
}

function headingLevel(value: unknown): void {
  if (value !== 2 && value !== 3) throw new RangeError('a heading has level 2 or 3');
}

function listStart(value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 9999) {
    throw new RangeError('a list starts at a number between 0 and 9999');
  }
}

function linkHref(value: unknown): void {
  const reason = whyHrefIsRefused(value);
  if (reason !== null) throw new RangeError(reason);
}

function quoteDom(className: string | null, attribution: string): DOMOutputSpec {
  return ['blockquote', { class: className, 'data-attribution': attribution }, 0];
}

function attributionOf(dom: HTMLElement): Attrs {
  return { attribution: dom.getAttribute('data-attribution') ?? '' };
}

function imageDom(attrs: Attrs): DOMOutputSpec {
  const { imageId: id, alt, credit, caption } = attrs as BodyImageAttrs;
  return ['figure', { 'data-image-id': id, 'data-alt': alt, 'data-credit': credit, 'data-caption': caption }];
}

function imageOf(dom: HTMLElement): Attrs | false {
  const { imageId: id, alt = '', credit = '', caption = '' } = dom.dataset;
  return id !== undefined && IMAGE_ID.test(id) && { imageId: id, alt, credit, caption };
}

const quoteAttrs = { attribution: { default: '', validate: shortText } };

const nodes = {
  doc: { content: 'block+' },
  paragraph: {
    content: 'inline*',
    group: 'block',
    parseDOM: [{ tag: 'p' }],
    toDOM: (): DOMOutputSpec => ['p', 0],
  },
  heading: {
    content: 'inline*',
    group: 'block',
    defining: true,
    attrs: { level: { default: 2, validate: headingLevel } },
    // Pasted documents number their headings from 1; the release's headline is the only h1.
    parseDOM: [
      { tag: 'h1', attrs: { level: 2 } },
      { tag: 'h2', attrs: { level: 2 } },
      { tag: 'h3', attrs: { level: 3 } },
      { tag: 'h4', attrs: { level: 3 } },
    ],
    toDOM: (node): DOMOutputSpec => [`h${String(node.attrs['level'])}`, 0],
  },
  blockquote: {
    content: 'paragraph+',
    group: 'block',
    defining: true,
    attrs: quoteAttrs,
    parseDOM: [{ tag: 'blockquote', getAttrs: attributionOf }],
    toDOM: (node): DOMOutputSpec => quoteDom(null, String(node.attrs['attribution'])),
  },
  pull_quote: {
    content: 'paragraph+',
    group: 'block',
    defining: true,
    attrs: quoteAttrs,
    parseDOM: [{ tag: 'blockquote.pull-quote', getAttrs: attributionOf, priority: 60 }],
    toDOM: (node): DOMOutputSpec => quoteDom('pull-quote', String(node.attrs['attribution'])),
  },
  bullet_list: {
    content: 'list_item+',
    group: 'block',
    parseDOM: [{ tag: 'ul' }],
    toDOM: (): DOMOutputSpec => ['ul', 0],
  },
  ordered_list: {
    content: 'list_item+',
    group: 'block',
    attrs: { order: { default: 1, validate: listStart } },
    parseDOM: [{ tag: 'ol', getAttrs: (dom) => ({ order: Number(dom.getAttribute('start') ?? 1) || 1 }) }],
    toDOM: (node): DOMOutputSpec => [
      'ol',
      { start: node.attrs['order'] === 1 ? null : node.attrs['order'] },
      0,
    ],
  },
  list_item: {
    content: 'paragraph (paragraph | bullet_list | ordered_list)*',
    defining: true,
    parseDOM: [{ tag: 'li' }],
    toDOM: (): DOMOutputSpec => ['li', 0],
  },
  image: {
    group: 'block',
    draggable: true,
    attrs: {
      imageId: { validate: imageId },
      alt: { default: '', validate: shortText },
      credit: { default: '', validate: shortText },
      caption: { default: '', validate: shortText },
    },
    parseDOM: [{ tag: 'figure[data-image-id]', getAttrs: imageOf }],
    toDOM: (node): DOMOutputSpec => imageDom(node.attrs),
  },
  horizontal_rule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: (): DOMOutputSpec => ['hr'] },
  hard_break: {
    inline: true,
    group: 'inline',
    selectable: false,
    parseDOM: [{ tag: 'br' }],
    toDOM: (): DOMOutputSpec => ['br'],
  },
  text: { group: 'inline' },
} satisfies Record<string, NodeSpec>;

const marks = {
  link: {
    attrs: { href: { validate: linkHref } },
    inclusive: false,
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (dom: HTMLElement): Attrs | false => {
          const href = dom.getAttribute('href');
          return whyHrefIsRefused(href) === null && { href };
        },
      },
    ],
    toDOM: (mark): DOMOutputSpec => ['a', { href: String(mark.attrs['href']), rel: 'noopener' }, 0],
  },
  em: {
    parseDOM: [{ tag: 'i' }, { tag: 'em' }, { style: 'font-style=italic' }],
    toDOM: (): DOMOutputSpec => ['em', 0],
  },
  strong: {
    // Google Docs wraps every paste in <b style="font-weight: normal">.
    parseDOM: [
      { tag: 'strong' },
      { tag: 'b', getAttrs: (dom: HTMLElement): false | null => dom.style.fontWeight !== 'normal' && null },
      {
        style: 'font-weight',
        getAttrs: (weight: string): false | null => /^(bold|[6-9]00)$/.test(weight) && null,
      },
    ],
    toDOM: (): DOMOutputSpec => ['strong', 0],
  },
} satisfies Record<string, MarkSpec>;

export type BodyNodeName = keyof typeof nodes;
export type BodyMarkName = keyof typeof marks;

/** The shape of a release's body: what the editor can make and what the server accepts. */
export const bodySchema = new Schema<BodyNodeName, BodyMarkName>({ nodes, marks });
