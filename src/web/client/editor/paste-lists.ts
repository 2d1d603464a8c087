/** Its inline style, which `withoutLiveAttributes` took out of the policy's way. */
export function styleOf(element: Element): string {
  return element.getAttribute('data-style') ?? '';
}

/** Word's desktop programs write a list item as a paragraph with the bullet typed in front. */
export function makeWordLists(page: Document): void {
  const open: { list: Element; level: number; tag: string }[] = [];
  let last: Element | null = null;
  for (const paragraph of page.querySelectorAll('p[data-style]')) {
    const marker = takeMarker(paragraph);
    if (marker === null) continue;
    if (paragraph.previousElementSibling !== last) open.length = 0;
    const level = Number(/level(\d)/i.exec(styleOf(paragraph))?.[1] ?? 1);
    const tag = /^\(?\w{1,3}[.)]/.test(marker) ? 'ol' : 'ul';
    while (open.length > 0 && isOver(open.at(-1), level, tag)) open.pop();
    if (open.at(-1)?.level !== level)
      open.push({ list: beginList(tag, open.at(-1)?.list, paragraph), level, tag });
    const item = page.createElement('li');
    open.at(-1)?.list.append(item);
    item.append(paragraph);
    last = open[0]?.list ?? null;
  }
}

function isOver(open: { level: number; tag: string } | undefined, level: number, tag: string): boolean {
  return open !== undefined && (open.level > level || (open.level === level && open.tag !== tag));
}

/** Within the last item of the list around it, or where the paragraph stands. */
function beginList(tag: string, around: Element | undefined, paragraph: Element): Element {
  const list = paragraph.ownerDocument.createElement(tag);
  const item = around?.lastElementChild;
  if (item) item.append(list);
  else paragraph.before(list);
  return list;
}

/** The bullet or number that Word typed in front, taken out of the paragraph; null if it is no list item. */
function takeMarker(paragraph: Element): string | null {
  if (!/mso-list:\s*(?!none)/i.test(styleOf(paragraph))) return null;
  const ignored = [...paragraph.querySelectorAll('span')].find((span) =>
    /mso-list:\s*ignore/i.test(styleOf(span)),
  );
  const marker = ignored?.textContent?.replace(/\u00a0/g, ' ').trim() ?? '';
  ignored?.remove();
  return marker;
}

/** Google Docs sets a list within a list beside the item that it belongs to. */
export function makeNestedLists(page: Document): void {
  for (const list of page.querySelectorAll(':is(ul, ol) > :is(ul, ol)'))
    if (list.previousElementSibling?.localName === 'li') list.previousElementSibling.append(list);
}

/** Word Online makes a list of its own of each item. */
export function mergeListPieces(page: Document): void {
  for (const wrapper of page.querySelectorAll('div.ListContainerWrapper'))
    wrapper.replaceWith(...wrapper.childNodes);
  for (const list of page.querySelectorAll(':is(ul, ol):has(> [data-listid])')) {
    const before = list.previousElementSibling;
    const isSame = (attribute: string) =>
      before?.lastElementChild?.getAttribute(attribute) === list.firstElementChild?.getAttribute(attribute);
    if (before?.localName !== list.localName || !isSame('data-listid')) continue;
    before.append(...list.childNodes);
    list.remove();
  }
}
