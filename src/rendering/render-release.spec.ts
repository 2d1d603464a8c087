import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { releaseContent, renderContext } from '../../test/builders/release-content.js';
import { escapeHtml } from './escape-html.js';
import { plainTextToBody } from './plain-text-to-body.js';
import { renderRelease } from './render-release.js';
import { fillSlots, splitAtSlots } from './slot-markers.js';

const embargo = { instant: '2026-11-24T08:00:00Z', zone: 'Europe/Stockholm' };
const values = {
  viewUrl: 'https://news.example/r/1?a=1&b=2',
  preferencesUrl: 'https://news.example/p/x',
  unsubscribeUrl: 'https://news.example/u/x',
  trackToken: 'tok3n',
};

describe('renderRelease', () => {
  it('shows every part of the release in HTML and in text', async () => {
    const { html, text, subject } = await renderRelease(releaseContent(), renderContext());
    for (const part of [
      'FOR IMMEDIATE RELEASE',
      'Press release',
      'Families Together',
      'highlights need for accountability',
      'A 21-month investigation confirms',
      'Woman holds big sign',
      'Photo: Caroline Brehman/CQ-Roll Call',
      'Dilley, TX and Leesport, PA',
      'cruelty',
      '— Denise Bell',
      'What the report found',
      'Teddy bears in a cage',
      'Ana Ortiz',
      'press@families.example',
      '+1 (202) 555-0143',
      'more than 250 organisations',
      '1 Example Street',
      'Family separation, Detention',
      'Your preferences show where we have your address from',
      'Unsubscribe',
    ]) {
      expect(html).toContain(part);
      expect(text.replace(/\s+/g, ' ')).toContain(part);
    }
    expect(subject).toBe('Today’s report on family separation highlights need for accountability');
  });

  it('marks the early tier in subject, HTML and text, and nobody else', async () => {
    const early = await renderRelease(releaseContent({ embargo }), renderContext({ tier: 'early' }));
    const line = 'EMBARGOED UNTIL Tuesday, 24 November 2026, 09:00 CET (Europe/Stockholm)';
    expect(early.subject).toMatch(/^EMBARGOED UNTIL 24 Nov 2026, 09:00 CET: Today/);
    expect(early.html).toContain(line);
    expect(early.text.replace(/\s+/g, ' ')).toContain(line);
    expect(early.html + early.text).not.toContain('IMMEDIATE');
    const everyone = await renderRelease(releaseContent({ embargo }), renderContext());
    expect(everyone.html + everyone.text + everyone.subject).not.toContain('EMBARGOED');
  });

  it.each([
    ['correction', 'CORRECTION: ', 'Correction. This replaces'],
    ['update', 'UPDATE: ', 'Update to the release'],
    ['hold', 'HOLD: ', 'Please do not publish'],
    ['kill', 'KILL: ', 'Please do not use it'],
  ] as const)('names a %s as what it is', async (kind, mark, band) => {
    const content = releaseContent({ kind, noticeText: 'The number was 2,500.\nNot 5,200.' });
    const { subject, html, text } = await renderRelease(content, renderContext());
    expect(subject.startsWith(mark)).toBe(true);
    expect(html).toContain(band);
    expect(html).toContain('The number was 2,500.<br />Not 5,200.');
    expect(text).toContain('Not 5,200.');
  });

  it('does not send out once more what is held or killed', async () => {
    for (const kind of ['hold', 'kill'] as const) {
      const content = releaseContent({ kind, preheader: 'Cruelty was the point' });
      const { html, text, preheader, links } = await renderRelease(content, renderContext());
      for (const word of ['cruelty', 'Cruelty', 'hero.jpg', '21-month', 'Leesport']) {
        expect(html + text + preheader).not.toContain(word);
      }
      expect(links).toEqual([]);
      expect(html).toContain('highlights need for accountability');
    }
  });

  it('kills at once, without the mark of an embargo', async () => {
    const content = releaseContent({ kind: 'kill', embargo });
    const { subject, html, text } = await renderRelease(content, renderContext({ tier: 'early' }));
    expect(subject + html + text).not.toContain('EMBARGOED');
  });

  it('does not call a killed or held release one for immediate release', async () => {
    for (const kind of ['hold', 'kill'] as const) {
      const { html, text } = await renderRelease(releaseContent({ kind }), renderContext());
      expect(html + text).not.toContain('IMMEDIATE');
    }
  });

  it('sets the advisory block of those parts that are filled', async () => {
    const advisory = {
      who: 'Families',
      what: 'Vigil',
      when: '4pm ET/1pm PT\nNovember 18',
      where: ' ',
      more: [],
    };
    const { html, text } = await renderRelease(
      releaseContent({ type: 'advisory', advisory }),
      renderContext(),
    );
    expect(html).toContain('4pm ET/1pm PT<br />November 18');
    expect(text).toContain('WHO: Families\n\nWHAT: Vigil\n\nWHEN: 4pm ET/1pm PT\nNovember 18');
    expect(html + text).not.toContain('WHERE');
  });

  it('leaves a place for each recipient and fills it without another pass over the content', async () => {
    const { html, text, links } = await renderRelease(releaseContent(), renderContext());
    expect(links).toEqual(['https://judiciary.example/report?id=7&page=2', 'https://example.org/more']);
    expect(new Set(splitAtSlots(text).slots)).toEqual(
      new Set(['viewUrl', 'preferencesUrl', 'unsubscribeUrl']),
    );
    const filled = fillSlots(html, values, escapeHtml);
    expect(filled).toContain('href="https://news.example/l/0/tok3n"');
    expect(filled).toContain('src="https://news.example/o/tok3n"');
    expect(filled).toContain('href="https://news.example/r/1?a=1&amp;b=2"');
    expect(filled).not.toMatch(/[\uFDD0\uFDD1]/);
  });

  it('counts nothing unless asked to', async () => {
    const context = renderContext({ clickBaseUrl: undefined, openBaseUrl: undefined });
    const { html, links } = await renderRelease(releaseContent(), context);
    expect(links).toEqual([]);
    expect(html).toContain('href="https://judiciary.example/report?id=7&amp;page=2"');
    expect(splitAtSlots(html).slots).not.toContain('trackToken');
  });

  it('writes Arabic from right to left', async () => {
    const content = releaseContent({ language: 'ar', headline: 'تقرير اليوم', body: plainTextToBody('نص') });
    const { html, text } = await renderRelease(content, renderContext());
    expect(html).toMatch(/<html lang="ar" dir="rtl"/);
    expect(html).not.toMatch(/direction: ?ltr/);
    expect(html).toContain('text-align:right');
    expect(html).toContain('للنشر الفوري');
    expect(text).toContain('بيان صحفي');
  });

  it('gives the same bytes each time', async () => {
    const content = releaseContent({ embargo });
    expect(await renderRelease(content, renderContext())).toEqual(
      await renderRelease(content, renderContext()),
    );
  });

  it('never lets content become mark-up or a slot, whatever it is', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '"><mj-raw><script>alert(1)</script></mj-raw>',
        '</mj-text><mj-include path="/etc/passwd" />',
        '&lt;script&gt;alert(1)&lt;/script&gt;',
        '{{organisation}} {{{raw}}} {{#if x}}',
        'dlv000vld dlv010vld',
        '\uFDD0trackToken\uFDD1',
        '<!--[if mso]><x>',
        ']]><script>',
        '<img src=x onerror=alert(1)>',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (a, b, c) => {
        const plain = await renderRelease(releaseContent(), renderContext());
        const content = releaseContent({
          headline: `H${a}`,
          subhead: `S${b}`,
          dateline: `D${c}`,
          image: { imageId: 'hero', alt: `A${a}`, credit: `C${b}`, caption: `P${c}` },
          boilerplate: `B${a}`,
          pressContacts: [{ name: `N${b}`, role: `R${c}`, email: `e${a}`, phone: `+1${b}` }],
          organisation: { name: `O${c}`, url: `https://families.example/`, postalAddress: `P${a}` },
          topics: [`T${b}`],
          body: plainTextToBody(`X${a}${b}`),
        });
        const { html } = await renderRelease(content, renderContext({ clickBaseUrl: undefined }));
        expect(html).not.toMatch(/<script|<mj-|<img src=x|<x>/);
        expect(splitAtSlots(html).slots.length).toBeLessThanOrEqual(splitAtSlots(plain.html).slots.length);
      }),
      { numRuns: 30 },
    );
  });
});
