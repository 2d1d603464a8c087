import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyToHtml } from './body-to-html.js';
import { bodyToText } from './body-to-text.js';
import { countLinks } from './link-slots.js';
import { parseBody } from './parse-body.js';
import { plainTextToBody } from './plain-text-to-body.js';

const html = { imageUrls: { img_1: 'https://news.example/i/1.jpg' }, creditLabel: 'Photo:' };
const text = { labels: { image: 'Image', credit: 'Photo:', links: 'Links' } };
const words = (value: string, ...marks: unknown[]) => ({ type: 'text', text: value, marks });
const link = (href: string) => ({ type: 'link', attrs: { href } });
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });
const body = (...content: unknown[]) => parseBody({ type: 'doc', content });

const everything = body(
  paragraph(words('The '), words('report', link('https://example.org/r')), words(' & more')),
  { type: 'heading', attrs: { level: 2 }, content: [words('Findings')] },
  {
    type: 'ordered_list',
    attrs: { order: 3 },
    content: [
      {
        type: 'list_item',
        content: [
          paragraph(words('Third')),
          { type: 'bullet_list', content: [{ type: 'list_item', content: [paragraph(words('inner'))] }] },
        ],
      },
    ],
  },
  { type: 'blockquote', content: [paragraph(words('Quoted'))] },
  { type: 'pull_quote', attrs: { attribution: 'Denise Bell' }, content: [paragraph(words('Pulled'))] },
  { type: 'image', attrs: { imageId: 'img_1', alt: 'A "sign"', credit: 'C. Brehman', caption: 'In Dilley' } },
  { type: 'image', attrs: { imageId: 'unknown' } },
  { type: 'horizontal_rule' },
);

describe('bodyToHtml', () => {
  it('writes every kind of content as the element that means it', () => {
    expect(bodyToHtml(everything, { ...html, dateline: 'Dilley, TX -' })).toBe(
      [
        '<p><strong>Dilley, TX</strong> — The <a href="https://example.org/r">report</a> &amp; more</p>',
        '<h2>Findings</h2>',
        '<ol start="3"><li>Third<ul><li>inner</li></ul></li></ol>',
        '<blockquote><p>Quoted</p></blockquote>',
        '<blockquote class="pull-quote"><p>Pulled</p><footer>— Denise Bell</footer></blockquote>',
        '<figure><img src="https://news.example/i/1.jpg" alt="A &quot;sign&quot;" />' +
          '<figcaption>In Dilley <span class="credit">Photo: C. Brehman</span></figcaption></figure>',
        '',
        '<hr />',
      ].join('\n'),
    );
  });

  it('escapes whatever a writer types', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (typed) => {
        const plain = plainTextToBody(`<script>${typed}</script>`);
        expect(bodyToHtml(plain, html)).not.toMatch(/<script|<\/script/);
      }),
    );
  });

  it('puts inline styles where a mail asks for them', () => {
    const styled = bodyToHtml(everything, {
      ...html,
      styles: { p: 'margin:0', 'blockquote.pull-quote': 'color:red' },
    });
    expect(styled).toContain('<p style="margin:0">');
    expect(styled).toContain('<blockquote class="pull-quote" style="color:red">');
  });

  it('opens a place for the recipient in counted links, once per address, and leaves mail addresses', () => {
    const counter = countLinks('https://news.example/l');
    const linked = body(
      paragraph(
        words('a', link('https://a.example/?x=1&y=2')),
        words('b', link('http://b.example/')),
        words('c', link('https://a.example/?x=1&y=2')),
        words('d', link('mailto:press@example.org')),
      ),
    );
    const result = bodyToHtml(linked, { ...html, rewriteLink: counter.rewrite });
    expect(counter.links).toEqual(['https://a.example/?x=1&y=2', 'http://b.example/']);
    expect(result.match(/news\.example\/l\/\d\/\uFDD0trackToken\uFDD1/g)).toHaveLength(3);
    expect(result).toContain('href="mailto:press@example.org"');
  });

  it('leaves links alone when clicks are not counted', () => {
    const counter = countLinks(undefined);
    expect(counter.rewrite('https://a.example/')).toBe('https://a.example/');
    expect(counter.links).toEqual([]);
  });
});

describe('bodyToText', () => {
  it('says in plain text what the page shows', () => {
    expect(bodyToText(everything, { ...text, dateline: 'Dilley, TX' })).toBe(
      [
        'Dilley, TX — The report [1] & more',
        'Findings\n========',
        '3. Third\n   * inner',
        '> Quoted',
        '    Pulled\n\n    — Denise Bell',
        '[Image: A "sign" | In Dilley | Photo: C. Brehman]',
        '* * *',
        'Links:\n[1] https://example.org/r',
      ].join('\n\n'),
    );
  });

  it('keeps lines within 72 columns unless one word is longer', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 80 }), (typed) => {
        const wrapped = bodyToText(plainTextToBody(typed.join(' ')), text);
        for (const line of wrapped.split('\n'))
          expect(!line.includes(' ') || [...line].length <= 72).toBe(true);
      }),
    );
  });

  it('does not repeat an address that the text already shows', () => {
    const shown = body(
      paragraph(words('example.org/r', link('https://example.org/r/'))),
      paragraph(words('press@example.org', link('mailto:press@example.org'))),
    );
    expect(bodyToText(shown, text)).toBe('example.org/r\n\npress@example.org');
  });

  it('numbers a link once when it is partly bold', () => {
    const href = link('https://example.org/');
    const split = body(paragraph(words('one ', href), words('two', { type: 'strong' }, href), words(' end')));
    expect(bodyToText(split, text)).toBe('one two [1] end\n\nLinks:\n[1] https://example.org/');
  });
});
