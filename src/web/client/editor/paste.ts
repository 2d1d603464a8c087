import { makeNestedLists, makeWordLists, mergeListPieces, styleOf } from './paste-lists.js';

/**
 * What the schema cannot know about foreign HTML. Our Content-Security-Policy keeps the browser from
 * reading `style` attributes, even in a detached document, so what they say about bold and italic is
 * turned into elements here; Google Docs says all of it that way, and wraps the whole in a `<b>` that
 * means nothing. Word writes list items as paragraphs with the bullet typed in, and brings comments and
 * deleted words along. The schema drops the rest.
 */
export function cleanPastedHtml(html: string): string {
  if (html.includes('data-pm-slice')) return html;
  const page = new DOMParser().parseFromString(withoutLiveAttributes(html), 'text/html');
  for (const element of page.querySelectorAll(NOT_TEXT)) element.remove();
  for (const element of page.querySelectorAll('[data-style]'))
    if (isOnlyShownInWord(element)) element.remove();
  for (const element of page.querySelectorAll('b[data-style], i[data-style]')) unwrapIfPlain(element);
  for (const element of page.querySelectorAll('span[data-style]')) emphasise(element);
  for (const element of page.querySelectorAll('p[role=heading]')) makeHeading(element);
  for (const element of page.querySelectorAll('*'))
    if (/^(o|st1|w|v):/.test(element.localName)) element.replaceWith(...element.childNodes);
  for (const link of page.querySelectorAll('a[href]')) setOffRedirect(link);
  for (const row of page.querySelectorAll('tr')) makeLine(row);
  makeWordLists(page);
  makeNestedLists(page);
  mergeListPieces(page);
  tidySpaces(page);
  for (const element of page.querySelectorAll('p, h1, h2, h3, h4')) if (isEmpty(element)) element.remove();
  for (const element of page.querySelectorAll('body > br')) element.remove();
  return page.body.innerHTML;
}

/** Deleted words, comments and their marks, Word Online's ends of paragraphs, pictures that are elsewhere. */
const NOT_TEXT =
  'script, style, meta, link, title, xml, del, .MsoCommentReference, .msocomanchor, span.EOP, img:not(figure img)';

/** Renames or drops, before anything is parsed, what the policy would refuse and report. */
function withoutLiveAttributes(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\sstyle\s*=/gi, ' data-style=').replace(/\son[a-z]+\s*=/gi, ' data-on='),
    );
}

function isOnlyShownInWord(element: Element): boolean {
  return /mso-element:\s*comment|mso-hide:\s*all/i.test(styleOf(element));
}

function unwrapIfPlain(element: Element): void {
  const plain =
    element.localName === 'b'
      ? /(?:^|[;\s])font-weight:\s*(normal|400)/i
      : /(?:^|[;\s])font-style:\s*normal/i;
  if (plain.test(styleOf(element))) element.replaceWith(...element.childNodes);
}

function emphasise(element: Element): void {
  // The headings of a text are bold by themselves.
  const isHeading = element.closest('h1, h2, h3, h4, h5, h6') !== null;
  if (!isHeading && /(?:^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(styleOf(element)))
    wrapContent(element, 'strong');
  if (/(?:^|[;\s])font-style:\s*italic/i.test(styleOf(element))) wrapContent(element, 'em');
}

function wrapContent(element: Element, tag: string): void {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

/** Word Online's headings. */
function makeHeading(paragraph: Element): void {
  const isSmall = Number(paragraph.getAttribute('aria-level')) > 2;
  const heading = paragraph.ownerDocument.createElement(isSmall ? 'h3' : 'h2');
  heading.append(...paragraph.childNodes);
  paragraph.replaceWith(heading);
}

/** Google puts its own address before those of links. */
function setOffRedirect(link: Element): void {
  const href = link.getAttribute('href') ?? '';
  if (!/^https:\/\/www\.google\.[a-z.]+\/url\?/.test(href)) return;
  const target = new URL(href).searchParams.get('q');
  if (target) link.setAttribute('href', target);
}

/** A body has no tables: each row becomes a line, with its cells beside each other. */
function makeLine(row: Element): void {
  const page = row.ownerDocument;
  const line = page.createElement('p');
  for (const cell of row.querySelectorAll('td, th')) {
    if (isEmpty(cell)) continue;
    if (line.hasChildNodes()) line.append(' | ');
    for (const block of cell.querySelectorAll('p, div')) block.replaceWith(...block.childNodes);
    line.append(...cell.childNodes);
  }
  row.closest('table')?.before(line);
  row.remove();
}

/** Word sets several spaces as hard ones in between. A single hard space means something: "9 Uhr", "« Oui »". */
function tidySpaces(page: Document): void {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    node.nodeValue = (node.nodeValue ?? '').replace(/[ \n\t\u00a0]{2,}/g, ' ').replace(/\u200b/g, '');
}

function isEmpty(element: Element): boolean {
  return (
    !element.querySelector('img, figure') &&
    (element.textContent ?? '').replace(/[\s\u00a0\u200b]/g, '') === ''
  );
}
