import { describe, expect, it } from '@jest/globals';
import { caniemail } from 'caniemail';
import { releaseContent, renderContext } from '../../test/builders/release-content.js';
import { transactionalExamples } from '../../test/builders/transactional-data.js';
import { renderRelease } from './render-release.js';
import { renderTransactional } from './render-transactional.js';
import type { TransactionalName } from './transactional-letter.js';

const CLIENTS = [
  'gmail.*',
  'apple-mail.*',
  'outlook.*',
  'yahoo.*',
  'thunderbird.*',
  'samsung-email.*',
] as const;

/** What some client lacks although we use it, and what its readers get instead. */
const DEGRADES_WELL: Record<string, string> = {
  '<style> element': 'only dark colours and the smaller headline of phones live there; all else is inline',
  '@media': 'the same',
  'Chaining selectors': 'the same',
  'Class selector': 'the same',
  'Descendant combinator': 'the same',
  'ID selector': 'MJML’s own reset for old Outlook',
  'Type selector': 'MJML’s own reset',
  '<body> element': 'becomes a div with the same styles',
  'aria-label attribute': 'a screen reader then reads the heading, which says the same',
  'role attribute': 'the tables are then announced as tables',
  'target attribute': 'links open where the client opens links',
  'border-radius': 'square corners',
  'border-spacing': 'MJML’s reset of tables that have no borders',
  cursor: 'the client’s own cursor',
  'display:none': 'hides the preheader; the lines after it hide it too',
  'height property': 'of spacers and images, whose attributes say the same',
  opacity: 'one of several ways to hide the preheader',
  outline: 'MJML’s reset for images inside links',
  overflow: 'one of several ways to hide the preheader',
  transform: 'a misreading of text-transform:none',
  'word-break': 'a long address may widen the column',
  'word-spacing': 'MJML’s reset; normal is the default',
};

const advisory = { who: 'Families', what: 'Vigil', when: 'Tuesday', where: 'Washington' };
const names = Object.keys(transactionalExamples) as TransactionalName[];
const mails: [string, string][] = [
  ['release', (await renderRelease(releaseContent(), renderContext())).html],
  ['advisory', (await renderRelease(releaseContent({ type: 'advisory', advisory }), renderContext())).html],
  ...(await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const { html } = await renderTransactional(name, transactionalExamples[name]);
      return [name, html];
    }),
  )),
];

describe('what mail clients make of the templates', () => {
  it.each(mails)('uses nothing in %s that they lack, but for what degrades well', (_name, html) => {
    const { issues } = caniemail({ clients: [...CLIENTS], html });
    const lacking = new Set([...issues.errors.values()].flat().map(({ title }) => title));
    expect([...lacking].filter((title) => !Object.hasOwn(DEGRADES_WELL, title))).toEqual([]);
  });

  it.each(mails)('keeps %s far below the 102 KB at which Gmail clips', (_name, html) => {
    expect(Buffer.byteLength(html)).toBeLessThan(40_000);
  });

  it.each(mails)('names language, direction and both colour schemes in %s', (_name, html) => {
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(html).toContain('<meta name="color-scheme" content="light dark" />');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it.each(mails)('gives every image in %s an alternative text', (_name, html) => {
    for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/\balt="/);
  });
});
