import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, type View } from '../support/browser.js';
import { beginRelease, buildFollowedTopic, completeRelease, saveRelease } from '../support/build-desk.js';
import { type Client, TestApp } from '../support/http.js';

/** Everything a press officer does with a release, without a mouse. */
describe('the press desk by keyboard alone', () => {
  let app: TestApp;
  let browser: Browser;
  let writer: Client;
  let editor: Client;
  let topicId: number;
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    [writer, editor] = [await app.as('press_officer'), await app.as('press_officer')];
    topicId = await buildFollowedTopic(app, 'Transport', 8);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  const open = async (client: Client, path: string, view: View = 'desktop'): Promise<Page> => {
    const page = await openPage(browser, app.url, client.headers['cookie'] ?? '', view);
    await page.goto(path);
    return page;
  };

  it('writes, checks, previews and submits a release; a colleague approves, arms and stops it', async () => {
    const page = await open(writer, '/desk');
    await page.keyboard.press('n');
    await page.waitForURL('**/releases/new');
    await tabTo(page, 'Headline');
    await page.keyboard.type('Council approves tram line');
    await tabTo(page, 'Begin writing');
    await page.keyboard.press('Enter');
    await page.waitForURL(/releases\/[\w-]{10,}$/);
    const path = new URL(page.url()).pathname;

    await tabTo(page, 'Dateline optional');
    await page.keyboard.type('Harborview');
    await tabTo(page, 'Text');
    await page.keyboard.type('The council voted nine to two.');
    await tabTo(page, 'Transport');
    await page.keyboard.press('Space');
    await tabTo(page, 'Somebody else');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Name');
    await page.keyboard.type('Tomas Berg');
    await tabTo(page, 'E-mail');
    await page.keyboard.type('tomas@newsroom.example');
    await page.locator('[data-save-indicator]', { hasText: /^Saved/ }).waitFor();
    await page.locator('.preflight summary', { hasNotText: 'to fix' }).waitFor();
    // What was swapped meanwhile did not take the focus along.
    expect(await focusedName(page)).toContain('E-mail');

    await tabTo(page, 'Preview');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/preview');
    await tabTo(page, 'Desktop');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('input[value=phone]').isChecked()).toBe(true);
    await tabTo(page, 'Embargo');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/embargo');
    await tabTo(page, 'Date and time');
    await page.keyboard.type('11242099');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0900AM');
    await tabTo(page, 'Set the embargo');
    await page.keyboard.press('Enter');
    await page.getByText('A Tuesday').waitFor();
    await tabTo(page, 'Review');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/review');
    await tabTo(page, 'Submit for review');
    await page.keyboard.press('Enter');
    await page.getByText('Submitted.').waitFor();
    await page.context().close();

    const other = await open(editor, `${path}/review`);
    await tabTo(other, 'Approve');
    await other.keyboard.press('Enter');
    await other.getByText('Approved.').waitFor();
    await tabTo(other, 'Arm');
    await other.keyboard.press('Enter');
    await other.waitForURL('**/arm');
    await tabTo(other, 'Arm it');
    await other.keyboard.press('Enter');
    await other.waitForURL(/\/desk\/dispatches\/\d+$/);
    await tabTo(other, 'Stop');
    await other.keyboard.press('Enter');
    await other.waitForURL('**/stop');
    await tabTo(other, 'Stop it');
    await other.keyboard.press('Enter');
    await other.getByText('Nothing more leaves.').waitFor();
    await other.context().close();
  }, 120_000);

  it.each(['desktop', 'phone'] as const)(
    'reaches everything there is to press, and shows where one is (%s)',
    async (view) => {
      const id = await beginRelease(writer);
      await saveRelease(writer, id, completeRelease(topicId));
      const path = `/desk/releases/${id}`;
      const pages = ['', '/embargo', '/preview', '/review', '/rehearsal', '/history', '/arm'];
      const page = await open(writer, path, view);
      for (const each of [...pages.map((end) => path + end), '/desk', '/desk/releases', '/desk/contacts']) {
        await page.goto(each);
        await page.waitForLoadState('networkidle');
        expect([each, await walk(page)]).toEqual([each, { unreached: [], unseen: [], covered: [] }]);
      }
      await page.context().close();
    },
    180_000,
  );

  it('goes to the words that preflight means, in the text itself', async () => {
    const id = await beginRelease(writer);
    await saveRelease(writer, id, {
      ...completeRelease(topicId),
      bodyText: 'EMBARGOED UNTIL FRIDAY.\n\nIt opens on Monday, 15 December 2026.',
    });
    const page = await open(writer, `/desk/releases/${id}`);
    await page.locator('rich-text .ProseMirror').waitFor();
    await tabTo(page, 'Go to the text');
    await page.keyboard.press('Enter');
    const selected = await page.evaluate('getSelection().toString()');
    expect(selected).not.toBe('');
    expect(await focusedName(page)).toBe('Text');
    await page.context().close();
  });

  it('leaves a dialog of the editor where one was, and a menu at its button', async () => {
    const page = await open(writer, `/desk/releases/${await beginRelease(writer)}`);
    await page.locator('rich-text .ProseMirror').waitFor();
    await tabTo(page, 'Text');
    await page.keyboard.type('the minutes');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.locator('[role=toolbar] [aria-label^=Link][aria-disabled=false]').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Add a link' }).waitFor();
    await page.keyboard.type('council.press/minutes');
    await page.keyboard.press('Enter');
    await page.locator('.ProseMirror a', { hasText: 'minutes' }).waitFor();
    expect(await focusedName(page)).toBe('Text');
    await page.goto('/desk');
    await tabTo(page, 'Test press_officer');
    await page.keyboard.press('Enter');
    await page.locator('.user-menu[open]').waitFor();
    await page.keyboard.press('Escape');
    expect(await focusedName(page)).toContain('Test press_officer');
    await page.keyboard.press('Control+k');
    expect(await focusedName(page)).toBe('Search the press desk');
    await page.context().close();
  });
});

const MOST_STOPS = 250;

/** Presses Tab until what is focused is called this, from where one is. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (focused.startsWith(name) && !/^[a-z]/i.test(focused.slice(name.length))) return;
    seen.push(focused);
  }
  throw new Error(`${name} is not reached by Tab: ${[...new Set(seen)].join(' | ')}`);
}

/** What a screen reader would call the focused element, near enough. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const label = element.labels?.[0];
    const text = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '';
    return text.replace(/\\s+/g, ' ').trim();
  })()`);
}

interface Walk {
  /** What can be pressed and was not reached by Tab. */
  unreached: string[];
  /** Where nothing shows that one is there. */
  unseen: string[];
  /** What lay under something else, or outside the window, while it had the focus. */
  covered: string[];
}

/** Tab through the whole page, once round. */
async function walk(page: Page): Promise<Walk> {
  await page.evaluate(`(() => {
    const pressable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], [tabindex="0"]';
    const isRoving = (each) => each.matches('[role=toolbar] [tabindex="-1"]') ||
      (each.type === 'radio' && !each.checked && document.querySelector('input[type=radio][name="' + CSS.escape(each.name) + '"]:checked'));
    window.stops = new Map([...document.querySelectorAll(pressable)]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && !isRoving(each))
      .map((each) => [each, false]));
    document.activeElement.blur();
    getSelection().removeAllRanges();
  })()`);
  const [unseen, covered] = [new Set<string>(), new Set<string>()];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate<Look | 'again' | null>(LOOK);
    if (found === null) break;
    if (found === 'again') continue;
    if (!found.isSeen) unseen.add(found.name);
    if (found.isCovered) covered.add(found.name);
  }
  const unreached = await page.evaluate<string[]>(
    `[...window.stops].filter(([, isReached]) => !isReached).map(([each]) => each.outerHTML.slice(0, 120))`,
  );
  return { unreached, unseen: [...unseen], covered: [...covered] };
}

interface Look {
  name: string;
  isSeen: boolean;
  isCovered: boolean;
}

/**
 * Looks at the focused element: whether a ring tells it, and whether its middle is in sight. 'again' within one that has
 * several stops, as dates have; null at the end of the page.
 */
const LOOK = `(() => {
  const element = document.activeElement;
  if (element === window.last) return 'again';
  if (element === document.body || window.stops.get(element) === true) return null;
  window.last = element;
  window.stops.set(element, true);
  const name = element.outerHTML.slice(0, 120);
  const around = [element, element.closest('label'), element.parentElement, element.nextElementSibling].filter(Boolean);
  const isSeen = around.some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (element.type === 'radio' || element.type === 'checkbox' ? (element.closest('label') ?? element) : element).getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height, 40) / 2];
  const top = document.elementFromPoint(x, y);
  const isCovered = element.tagName !== 'IFRAME' && (!top || !(top === element || element.contains(top) || top.contains(element) || element.closest('label')?.contains(top)));
  return { name, isSeen, isCovered };
})()`;
