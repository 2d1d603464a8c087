/**
 * What the schema cannot know about foreign HTML. Our Content-Security-Policy keeps the browser from
 * reading `style` attributes, even in a detached document, so what they say about bold and italic is
 * turned into elements here; Google Docs says all of it that way, and wraps the whole in a `<b>` that
 * means nothing. Word writes list items as paragraphs with the bullet typed in. The schema drops the rest.
 */
export function cleanPastedHtml(html: string): string {
  if (html.includes('data-pm-slice')) return html;
  const page = new DOMParser().parseFromString(withoutLiveAttributes(html), 'text/html');
  for (const element of page.querySelectorAll('script, meta, link, title, xml')) element.remove();
  for (const element of page.querySelectorAll('b[data-style], i[data-style]')) unwrapIfPlain(element);
  for (const element of page.querySelectorAll('span[data-style]')) emphasise(element);
  for (const element of page.querySelectorAll('*'))
    if (element.localName.startsWith('o:')) element.replaceWith(...element.childNodes);
  makeWordLists(page);
  for (const element of page.querySelectorAll('p')) if (isEmpty(element)) element.remove();
  for (const element of page.querySelectorAll('body > br')) element.remove();
  return page.body.innerHTML;
}

/** Renames or drops, before anything is parsed, what the policy would refuse and report. */
function withoutLiveAttributes(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\sstyle\s*=/gi, ' data-style=').replace(/\son[a-z]+\s*=/gi, ' data-on='),
    );
}

function styleOf(element: Element): string {
  return element.getAttribute('data-style') ?? '';
}

function unwrapIfPlain(element: Element): void {
  const plain = element.localName === 'b' ? /font-weight:\s*(normal|400)/i : /font-style:\s*normal/i;
  if (plain.test(styleOf(element))) element.replaceWith(...element.childNodes);
}

function emphasise(element: Element): void {
  if (/font-weight:\s*(bold|[6-9]00)/i.test(styleOf(element))) wrapContent(element, 'strong');
  if (/font-style:\s*italic/i.test(styleOf(element))) wrapContent(element, 'em');
}

function wrapContent(element: Element, tag: string): void {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

function makeWordLists(page: Document): void {
  let list: HTMLElement | null = null;
  for (const paragraph of page.querySelectorAll('p[data-style]')) {
    const marker = wordListMarker(paragraph);
    if (marker === null) continue;
    const tag = /^\(?\w{1,3}[.)]/.test(marker) ? 'OL' : 'UL';
    if (!list || list !== paragraph.previousElementSibling || list.tagName !== tag) {
      list = page.createElement(tag);
      paragraph.before(list);
    }
    const item = page.createElement('li');
    list.append(item);
    item.append(paragraph);
  }
}

/** The bullet or number that Word typed in front, taken out of the paragraph; null if it is no list item. */
function wordListMarker(paragraph: Element): string | null {
  if (!/mso-list:\s*(?!none)/i.test(styleOf(paragraph))) return null;
  const ignored = [...paragraph.querySelectorAll('span')].find((span) =>
    /mso-list:\s*ignore/i.test(styleOf(span)),
  );
  const marker = ignored?.textContent?.replace(/\u00a0/g, ' ').trim() ?? '';
  ignored?.remove();
  return marker;
}

function isEmpty(paragraph: Element): boolean {
  return (
    !paragraph.querySelector('img, figure') &&
    (paragraph.textContent ?? '').replace(/[\s\u00a0\u200b]/g, '') === ''
  );
}
