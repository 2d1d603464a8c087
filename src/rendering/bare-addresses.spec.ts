import { describe, expect, it } from '@jest/globals';
import { partsWithAddresses } from './bare-addresses.js';
import { plainTextToBody } from './plain-text-to-body.js';

const hrefs = (text: string) => partsWithAddresses(text).flatMap(({ href }) => href ?? []);

describe('web addresses that stand in a text', () => {
  it('are found without the punctuation around them', () => {
    expect(hrefs('See https://data.example.org/2026, or (http://example.org/a_(b)).')).toEqual([
      'https://data.example.org/2026',
      'http://example.org/a_(b)',
    ]);
    expect(hrefs('“https://example.org/?q=1&p=2#top”…')).toEqual(['https://example.org/?q=1&p=2#top']);
    expect(hrefs('[https://example.org]')).toEqual(['https://example.org']);
  });

  it('are none where there is no server in them, or nothing that a browser may open', () => {
    expect(hrefs('https:// and http://localhost and javascript://x.y/ and HTTP.')).toEqual([]);
    expect(hrefs('desk@example.org, example.org/page')).toEqual([]);
  });

  it('lose no character of the text', () => {
    for (const text of [
      '',
      'no address',
      'https://a.b',
      ' x https://a.b/c. y https://d.e ',
      'https://a.b)',
    ]) {
      expect(
        partsWithAddresses(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('become links in a body that was written as plain text', () => {
    const [paragraph] = plainTextToBody('The data: https://data.example.org/2026.').content ?? [];
    expect(paragraph?.content).toEqual([
      { type: 'text', text: 'The data: ' },
      {
        type: 'text',
        marks: [{ type: 'link', attrs: { href: 'https://data.example.org/2026' } }],
        text: 'https://data.example.org/2026',
      },
      { type: 'text', text: '.' },
    ]);
  });
});
