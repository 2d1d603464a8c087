import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseBody } from './parse-body.js';
import { plainTextToBody } from './plain-text-to-body.js';

const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });
const doc = (...content: unknown[]) => ({ type: 'doc', content });
const linked = (href: unknown) =>
  doc(paragraph({ type: 'text', text: 'here', marks: [{ type: 'link', attrs: { href } }] }));

describe('parseBody', () => {
  it('keeps everything a release may contain', () => {
    const body = doc(
      { type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text: 'Findings' }] },
      paragraph({ type: 'text', text: 'Bold', marks: [{ type: 'strong' }] }, { type: 'hard_break' }),
      { type: 'pull_quote', attrs: { attribution: 'Denise Bell' }, content: [paragraph()] },
      {
        type: 'ordered_list',
        attrs: { order: 3 },
        content: [{ type: 'list_item', content: [paragraph({ type: 'text', text: 'One' })] }],
      },
      { type: 'image', attrs: { imageId: 'img_1', alt: 'A sign', credit: 'C. Brehman', caption: '' } },
      { type: 'horizontal_rule' },
    );
    expect(parseBody(body).content?.map((node) => node.type)).toEqual([
      'heading',
      'paragraph',
      'pull_quote',
      'ordered_list',
      'image',
      'horizontal_rule',
    ]);
  });

  it('gives the same JSON when read twice', () => {
    const once = parseBody(linked('https://example.org/a?b=c&d'));
    expect(parseBody(once)).toEqual(once);
  });

  it.each([
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    ['java\tscript:alert(1)'],
    [' javascript:alert(1)'],
    ['data:text/html,x'],
    ['vbscript:x'],
    ['file:///etc/passwd'],
    ['//example.org'],
    ['/relative'],
    ['https://exa mple.org'],
    ['https://example.org/"onclick=x'],
    [''],
    [7],
    [null],
  ])('refuses the link %j', (href) => {
    expect(() => parseBody(linked(href))).toThrow(/link/i);
  });

  it('refuses a link that is too long', () => {
    expect(() => parseBody(linked(`https://example.org/${'a'.repeat(2048)}`))).toThrow(/at most 2048/);
  });

  it('removes control characters that neither a database nor a mail can carry', () => {
    const body = parseBody(doc(paragraph({ type: 'text', text: 'a\u0000b\u000bc\uFDD0d\uD800' })));
    expect(body.content?.[0]?.content?.[0]?.text).toBe('ab\ncd\uFFFD');
  });

  it.each([['https://example.org/'], ['http://example.org'], ['mailto:press@example.org?subject=Hello']])(
    'accepts the link %s',
    (href) => {
      expect(JSON.stringify(parseBody(linked(href)))).toContain(href);
    },
  );

  it.each([
    ['an unknown node', doc({ type: 'script', content: [] }), /Unknown kind of content "script"/],
    ['a node named like a property of objects', doc({ type: 'constructor' }), /Unknown kind/],
    ['an unknown mark', doc(paragraph({ type: 'text', text: 'x', marks: [{ type: 'blink' }] })), /blink/],
    ['an unknown attribute', doc({ type: 'paragraph', attrs: { onclick: 'x' } }), /"onclick".*content\[0\]/],
    ['an unknown property', doc({ type: 'paragraph', html: '<b>' }), /Unknown property "html"/],
    ['a heading of level 1', doc({ type: 'heading', attrs: { level: 1 } }), /level 2 or 3/],
    ['an image without an id', doc({ type: 'image', attrs: { alt: 'x' } }), /id of an image/],
    [
      'an image named by an address',
      doc({ type: 'image', attrs: { imageId: 'https://x/' } }),
      /id of an image/,
    ],
    ['a list item outside a list', doc({ type: 'list_item', content: [paragraph()] }), /not well formed/],
    ['an empty document', doc(), /not well formed/],
    ['an empty text', doc(paragraph({ type: 'text', text: '' })), /not well formed/],
    ['content that is not a list', { type: 'doc', content: {} }, /Expected a list/],
    ['a bare text', 'hello', /Expected an object/],
    ['nothing', undefined, /Expected an object/],
    ['another root', paragraph(), /type "doc"/],
  ])('refuses %s', (_name, body, message) => {
    expect(() => parseBody(body)).toThrow(message);
  });

  it('refuses bodies beyond its bounds instead of running out of stack', () => {
    let nested: unknown = paragraph();
    for (let i = 0; i < 50_000; i++) nested = { type: 'blockquote', content: [nested] };
    expect(() => parseBody(doc(nested))).toThrow(/nested too deeply/);
    expect(() => parseBody(doc(paragraph({ type: 'text', text: 'x'.repeat(200_001) })))).toThrow(
      /characters/,
    );
    expect(() => parseBody(doc(...Array.from({ length: 10_001 }, () => paragraph())))).toThrow(/too many/);
  });

  it('never fails with anything but ContentRefused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          parseBody(doc(json));
        } catch (error) {
          expect((error as Error).name).toBe('ContentRefused');
        }
      }),
    );
  });
});

describe('plainTextToBody', () => {
  it('parts paragraphs at blank lines and keeps single line ends as breaks', () => {
    expect(plainTextToBody('One\r\ntwo\r\n \r\n\r\nThree\n')).toEqual(
      doc(
        paragraph({ type: 'text', text: 'One' }, { type: 'hard_break' }, { type: 'text', text: 'two' }),
        paragraph({ type: 'text', text: 'Three' }),
      ),
    );
  });

  it('makes one empty paragraph of nothing', () => {
    expect(plainTextToBody(' \n\n ')).toEqual(doc({ type: 'paragraph' }));
  });
});
