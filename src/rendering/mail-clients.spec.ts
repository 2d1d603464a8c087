import { describe, expect, it } from '@jest/globals';
import { releaseContent, renderContext } from '../../test/builders/release-content.js';
import { transactionalExamples } from '../../test/builders/transactional-data.js';
import { lackingInClients } from './mail-clients.js';
import { mailContrast } from './mail-contrast.js';
import { renderRelease } from './render-release.js';
import { renderTransactional } from './render-transactional.js';
import type { TransactionalName } from './transactional-letter.js';

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
  it.each(mails)('uses nothing in %s that they lack, but for what degrades well', async (_name, html) => {
    expect(await lackingInClients(html)).toEqual([]);
  });

  it.each(mails)('keeps every word of %s readable on its ground, light and dark', async (_name, html) => {
    expect(await mailContrast(html)).toEqual([]);
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

  it('says what they lack, who lacks it, and which tag asks for it', async () => {
    const lacking = await lackingInClients(
      '<p style="color:#000">Text</p><div class="box" style="display:flex">A</div><video src="x"></video>',
    );
    const flex = lacking.find(({ title }) => title === 'display:flex');
    expect(flex).toMatchObject({ tag: '<div class="box" style="display:flex">' });
    expect(flex?.clients).toContain('Outlook');
    expect(lacking.map(({ title }) => title)).toContain('<video> element');
  });

  it('looks into the style sheet too', async () => {
    const lacking = await lackingInClients('<style>p { clip-path: circle(40%); }</style><p>Text</p>');
    expect(lacking).toEqual([expect.objectContaining({ title: 'clip-path', tag: null })]);
  });
});
