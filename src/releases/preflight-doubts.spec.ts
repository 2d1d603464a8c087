import { describe, expect, it } from '@jest/globals';
import type { BodyNode } from '../rendering/parse-body.js';
import { doubtfulLinks, linksOf } from './doubtful-links.js';
import { doubtfulPictures } from './doubtful-pictures.js';
import { doubtfulWording } from './doubtful-wording.js';
import type { Problem } from './preflight-problem.js';

const word = (text: string, href?: string, isBold = false): BodyNode => ({
  type: 'text',
  text,
  marks: [
    ...(isBold ? [{ type: 'strong' as const }] : []),
    ...(href === undefined ? [] : [{ type: 'link' as const, attrs: { href } }]),
  ],
});
const doc = (...content: BodyNode[]): BodyNode => ({
  type: 'doc',
  content: [{ type: 'paragraph', content }],
});
const named = (problems: Problem[]): string[] =>
  problems.map(({ severity, code, field }) => `${severity} ${code} @${field}`);

describe('doubtful links', () => {
  const found = (text: string, href: string): string[] => named(doubtfulLinks(doc(word(text, href)), 'en'));

  it.each([
    ['the report', 'https://library.org/report'],
    ['library.org', 'https://www.library.org/'],
    ['https://library.org/a', 'https://library.org/b'],
    ['write to us', 'mailto:press@library.org'],
    ['write to us', 'mailto:press@library.org,desk@library.org?subject=Visit'],
    ['10 of 12', 'https://10.org/'],
  ])('leaves “%s” → %s alone', (text, href) => {
    expect(found(text, href)).toEqual([]);
  });

  it.each([
    ['stop link @body', 'here', 'javascript:alert(1)'],
    ['stop link @body', 'the report', 'library.org/report'],
    ['stop link @body', 'the report', 'https://'],
    ['stop mail link @body', 'write to us', 'press@library.org'],
    ['stop mail link @body', 'write to us', 'mailto:press'],
    ['stop mail link @body', 'write to us', 'mailto:%zz'],
    ['look placeholder link @body', 'the report', 'https://example.com/x'],
    ['look placeholder link @body', 'the report', 'https://news.example/x'],
    ['look placeholder link @body', 'the report', 'http://localhost:3000/'],
    ['look placeholder link @body', 'the report', 'http://192.168.1.4/report'],
    ['look placeholder link @body', 'the report', 'http://[::1]/report'],
    ['look placeholder link @body', 'the report', 'https://wiki.internal/report'],
    ['look insecure link @body', 'the report', 'http://library.org/'],
    ['look short link @body', 'the report', 'https://bit.ly/3x'],
    ['look other link @body', 'library.org', 'https://elsewhere.org/'],
    ['look empty link @body', ' ', 'https://library.org/'],
    ['look link words @body', 'Click here', 'https://library.org/'],
  ])('says %s of “%s” → %s', (problem, text, href) => {
    expect(found(text, href)).toEqual([problem]);
  });

  it('takes a link with bold words in it for one', () => {
    const href = 'https://library.org/';
    expect(
      linksOf(doc(word('the ', href), word('whole', href, true), word(' and '), word('more', href))),
    ).toEqual([
      { href, text: 'the whole' },
      { href, text: 'more' },
    ]);
  });
});

describe('doubtful wording', () => {
  it.each([
    ['headline', 'Council opens library on the quay', 'en'],
    ['headline', 'NATO, UNHCR and WHO meet', 'en'],
    ['headline', 'Why did it fail?', 'en'],
    ['body', 'Report: a free press. Guaranteed rights. ¡Viva!', 'en'],
    ['body', 'act now', 'is'],
  ])('leaves %s “%s” (%s) alone', (field, text, language) => {
    expect(doubtfulWording([[field, text]], language)).toEqual([]);
  });

  it.each([
    ['look spam words @body', 'body', 'You can ACT NOW.', 'en-US'],
    ['look spam words @subject', 'subject', 'Get $$$', 'en'],
    ['look spam words @body', 'body', 'Bitte hier klicken', 'de'],
    ['look spam words @body', 'body', 'Haga clic aquí', 'es'],
    ['look spam words @body', 'body', 'Vous avez gagné', 'fr'],
    ['look capitals @headline', 'headline', 'COUNCIL OPENS LIBRARY', 'en'],
    ['look exclamation @headline', 'headline', 'Library opens!!', 'en'],
    ['look exclamation @subject', 'subject', 'Now! Here! Today!', 'en'],
    ['look false reply @subject', 'subject', 'Re: your question', 'en'],
    ['look false reply @subject', 'subject', 'FWD: library', 'en'],
  ])('says %s of %s “%s” (%s)', (problem, field, text, language) => {
    expect(named(doubtfulWording([[field, text]], language))).toEqual([problem]);
  });

  it('never stops a release', () => {
    const all = doubtfulWording([['subject', 'RE: ACT NOW, BUY NOW, RISK FREE!!! CLICK HERE']], 'en');
    expect(all.length).toBeGreaterThan(4);
    expect(all.every(({ severity }) => severity === 'look')).toBe(true);
  });
});

describe('doubtful pictures', () => {
  const picture = (alt: string) => ({ alt, field: 'image', name: 'The picture' });
  const text = 'word '.repeat(60);

  it.each([
    ['look file name @image', 'IMG_2034', text],
    ['look file name @image', 'quay-final2.jpg', text],
    ['look long alt text @image', 'a '.repeat(130), text],
    ['look little text @body', 'A quay at dawn', 'See the picture.'],
  ])('says %s of “%s”', (problem, alt, body) => {
    expect(named(doubtfulPictures([picture(alt)], body))).toEqual([problem]);
  });

  it('finds nothing in a described picture beside a text, nor in a short text alone', () => {
    expect(doubtfulPictures([picture('A quay at dawn')], text)).toEqual([]);
    expect(doubtfulPictures([], 'Short.')).toEqual([]);
  });
});
