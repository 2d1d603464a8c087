import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchBrowser, openPage } from '../support/browser.js';
import { beginRelease, saveRelease } from '../support/build-desk.js';
import { type Client, TestApp } from '../support/http.js';

const CLIPBOARD = join(import.meta.dirname, '..', 'fixtures', 'clipboard');

describe('writing in the editor', () => {
  let app: TestApp;
  let browser: Browser;
  let writer: Client;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start(), launchBrowser()]);
    writer = await app.as('press_officer');
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  async function open(id: string): Promise<void> {
    complaints.length = 0;
    page = await openPage(browser, app.url, writer.headers['cookie'] ?? '', 'desktop');
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(app.url) && !request.url().startsWith('data:'))
        complaints.push(`asked ${request.url()}`);
    });
    await page.goto(`/desk/releases/${id}`);
    await page.locator('rich-text .ProseMirror').click();
  }

  /** What the clipboard of a browser holds after a copy elsewhere. */
  function paste(html: string, picture?: string): Promise<void> {
    return page.evaluate(
      ([text, image]) => {
        const data = new DataTransfer();
        if (text) data.setData('text/html', text);
        if (image) {
          const bytes = Uint8Array.from(atob(image), (each) => each.charCodeAt(0));
          data.items.add(new File([bytes], 'clip.png', { type: 'image/png' }));
        }
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        document.querySelector('rich-text .ProseMirror')?.dispatchEvent(event);
      },
      [html, picture ?? ''] as const,
    );
  }

  /** The body as it would be saved, one block a line, as few signs as tell it. */
  async function written(): Promise<string[]> {
    const json = await page.locator('input[name=body]').inputValue();
    return (JSON.parse(json) as PastedNode).content?.flatMap((node) => lines(node, '')) ?? [];
  }

  const HEADING = '## What the council decided';

  it.each([
    [
      'word-windows',
      [
        HEADING,
        'The city council voted **nine to two** on Tuesday to fund a *new* tram line to the hospital. It opens in 2029.',
        'Read [the minutes](https://council.press/minutes?year=2026&no=7).[1]',
        ...['- Four stops', '  - One at the hospital', '- Every six minutes', '1. Build it', '1. Open it'],
      ],
    ],
    [
      'google-docs',
      [
        HEADING,
        'The city council voted **nine to two** on Tuesday to fund a *new* tram line.',
        'Read [the minutes](https://council.press/minutes?year=2026&no=7).',
        ...['- Four stops', '  - One at the hospital', '- Every six minutes'],
      ],
    ],
    [
      'word-online',
      [HEADING, 'The city council voted **nine to two** on Tuesday.', '- Four stops', '- Every six minutes'],
    ],
    [
      'libreoffice',
      [
        HEADING,
        'The city council voted **nine to two** on Tuesday.',
        ...['Stops | 4', 'Minutes | 6', 'Last line.'],
      ],
    ],
  ])('keeps the structure of what is pasted from %s, and nothing else', async (name, expected) => {
    await open(await beginRelease(writer));
    await paste(await readFile(join(CLIPBOARD, `${name}.html`), 'utf8'));
    expect(await written()).toEqual(expected);
    expect(complaints).toEqual([]);
    await page.locator('[data-save-indicator]', { hasText: /^Saved/ }).waitFor();
    await page.context().close();
  });

  it('makes links of the web addresses that are typed or pasted', async () => {
    const link = (address: string) => `[${address}](${address})`;
    await open(await beginRelease(writer));
    await page.keyboard.type('The minutes: https://council.press/minutes, and more');
    expect(await written()).toEqual([`The minutes: ${link('https://council.press/minutes')}, and more`]);
    await page.keyboard.press('Enter');
    await paste('<p>The plan (https://council.press/plan) <b>and https://council.press/map</b>.</p>');
    expect((await written())[1]).toContain(`The plan (${link('https://council.press/plan')})`);
    expect((await written())[1]).toContain('council.press/map');
    await page.context().close();
  });

  it('takes the text when a program puts a picture of it beside it', async () => {
    await open(await beginRelease(writer));
    await paste('<p class=MsoNormal>Words that were copied</p>', await picture());
    expect(await written()).toEqual(['Words that were copied']);
    await page.context().close();
  });

  it('sets a picture between paragraphs, wherever in one it was put', async () => {
    await open(await beginRelease(writer));
    await page.keyboard.type('The council voted nine to two on Tuesday.');
    for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowLeft');
    await paste('', await picture());
    await page.locator('rich-text figure').waitFor();
    const [words, image] = await written();
    expect(words).toBe('The council voted nine to two on Tuesday.');
    expect(image).toContain('image:');
    await page.context().close();
  });

  it('takes a pasted picture, and asks for what it shows and who made it', async () => {
    await open(await beginRelease(writer));
    await paste('<img src="https://elsewhere.press/x.png">', await picture());
    await page.locator('rich-text figure').waitFor();
    expect((await written()).join()).toMatch(/image:[\w-]{16,}/);
    await page.locator('.preflight', { hasText: 'Picture 1 in the text needs a description' }).waitFor();
    await page.context().close();
  });

  it('gives back what was typed after the session had ended, once somebody signs in again', async () => {
    const id = await beginRelease(writer);
    await open(id);
    await app.database.query('update session set expires_at = now()');
    const headline = 'Typed after the session had ended';
    await page.getByRole('textbox', { name: 'Headline' }).fill(headline);
    await page.locator('[data-save-indicator][data-state=failed]').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByRole('button', { name: 'Sign in' })
      .or(page.getByRole('link', { name: 'Sign in' }))
      .waitFor();

    writer = await app.as('press_officer');
    const [name = '', value = ''] = (writer.headers['cookie'] ?? '').split('=');
    await page.context().addCookies([{ name, value, url: app.url }]);
    await page.goto(`/desk/releases/${id}`);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    expect(await page.getByRole('textbox', { name: 'Headline' }).inputValue()).toBe(headline);
    await page.locator('[data-save-indicator]', { hasText: /^Saved \d\d:\d\d$/ }).waitFor();
    expect((await writer.get(`/desk/releases/${id}`)).text).toContain(headline);
  });

  it('says where one writes that the session has ended, and saves once it goes on in another tab', async () => {
    await open(await beginRelease(writer));
    await app.database.query(`update session set expires_at = expires_at - interval '30 days'`);
    await page.getByRole('textbox', { name: 'Subhead' }).fill('Typed meanwhile');
    await page.locator('[data-save-indicator]', { hasText: 'You are signed out' }).waitFor();
    await page.getByRole('link', { name: 'have signed in again' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Subhead' }).inputValue()).toBe('Typed meanwhile');
    await app.database.query(`update session set expires_at = expires_at + interval '30 days'`);
    await page.locator('[data-save-indicator]', { hasText: /^Saved \d\d:\d\d$/ }).waitFor();
    await page.context().close();
  });

  it('leads from preflight to the very words', async () => {
    const id = await beginRelease(writer);
    await saveRelease(writer, id, {
      bodyText: 'It opens soon.\n\nThe mayor comes on Monday, November 24, 2099, at four.',
    });
    await open(id);
    const finding = page.locator('.preflight li', { hasText: 'Monday, November 24, 2099' });
    if (!(await finding.isVisible())) await page.locator('.preflight summary').click();
    await finding.getByRole('link').click();
    await page.waitForFunction(() => getSelection()?.toString() === 'Monday, November 24, 2099');
    await page.context().close();
  });

  it('makes a quotation a pull quote, and takes it back', async () => {
    await open(await beginRelease(writer));
    await page.keyboard.type('We begin in March.');
    await page.getByRole('button', { name: 'Pull quote' }).click();
    expect(await written()).toEqual(['» We begin in March.']);
    await page.keyboard.press('Control+z');
    expect(await written()).toEqual(['We begin in March.']);
    await page.context().close();
  });
});

interface PastedNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: { href: string } }[];
  content?: PastedNode[];
}

function lines(node: PastedNode, indent: string): string[] {
  const inside = node.content ?? [];
  if (node.type === 'image') return [`image:${String(node.attrs?.['imageId'])}`];
  if (node.type === 'pull_quote') return inside.flatMap((each) => lines(each, '» '));
  if (node.type.endsWith('_list'))
    return inside.flatMap((item) => {
      const [first, ...rest] = item.content ?? [];
      const mark = node.type === 'bullet_list' ? '- ' : '1. ';
      return [
        ...(first ? lines(first, indent + mark) : []),
        ...rest.flatMap((each) => lines(each, `${indent}  `)),
      ];
    });
  const text = inside.map(inline).join('');
  return [
    `${indent}${node.type === 'heading' ? '#'.repeat(Number(node.attrs?.['level'])) + ' ' : ''}${text}`,
  ];
}

function inline({ text = '', marks = [] }: PastedNode): string {
  return marks.reduce((words, { type, attrs }) => {
    if (type === 'link') return `[${words}](${attrs?.href})`;
    return type === 'strong' ? `**${words}**` : `*${words}*`;
  }, text);
}

async function picture(): Promise<string> {
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c33' } })
    .png()
    .toBuffer();
  return png.toString('base64');
}
