/**
 * What the schema cannot know about foreign HTML: Word writes list items as paragraphs with the
 * bullet typed in, both Word and Google Docs send empty paragraphs for space. The schema drops the rest.
 */
export function cleanPastedHtml(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const element of page.querySelectorAll('style, script, meta, link, title, xml')) element.remove();
  for (const element of page.querySelectorAll('*'))
    if (element.localName.startsWith('o:')) element.replaceWith(...element.childNodes);
  makeWordLists(page);
  for (const paragraph of page.querySelectorAll('p')) if (isEmpty(paragraph)) paragraph.remove();
  return page.body.innerHTML;
}

function makeWordLists(page: Document): void {
  let list: HTMLElement | null = null;
  for (const paragraph of page.querySelectorAll<HTMLElement>('p')) {
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
function wordListMarker(paragraph: HTMLElement): string | null {
  if (!/mso-list:\s*(?!none)/i.test(paragraph.getAttribute('style') ?? '')) return null;
  const ignored = [...paragraph.querySelectorAll<HTMLElement>('span')].find((span) =>
    /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? ''),
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
