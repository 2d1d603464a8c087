import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const SCREENSHOTS = join(import.meta.dirname, '..', '..', 'var', 'screenshots');

/** The machine's Chromium. Tests that call this carry `chromium` in their file name. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findProgram(), args: FLAGS.split(' ') });
}

export type View = 'desktop' | 'phone' | 'desktop dark' | 'phone dark';
export const VIEWS: View[] = ['desktop', 'phone', 'desktop dark', 'phone dark'];

/** A page of its own context, signed in by the cookie that is given ("name=value"). */
export async function openPage(browser: Browser, url: string, cookie: string, view: View): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    baseURL: url,
    viewport: view.startsWith('phone') ? { width: 390, height: 844 } : { width: 1366, height: 900 },
    colorScheme: view.endsWith('dark') ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  return context.newPage();
}

/** Writes `var/screenshots/NAME-VIEW.png` of the whole page, for somebody to look at. */
export async function screenshot(page: Page, name: string, view: View): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({
    path: join(SCREENSHOTS, `${name}-${view.replace(' ', '-')}.png`),
    fullPage: true,
  });
}

/** What axe finds wrong, one line each; empty: nothing. Frames are left out: it hangs on sandboxed ones. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ iframes: false })
    .analyze();
  return violations.flatMap((each) =>
    each.nodes.map(
      (node) => `${each.id}: ${each.help} at ${node.target.join(' ')} (${node.failureSummary ?? ''})`,
    ),
  );
}

/** How many pixels the page is wider than the window; 0: nothing has to be scrolled sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

function findProgram(): string {
  // oxlint-disable-next-line node/no-process-env
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error('No Chromium on this machine (Debian: apt install chromium)');
  return found;
}
