import { describe, expect, it } from '@jest/globals';
import { plainTextToBody } from '../rendering/plain-text-to-body.js';
import { parseBody } from '../rendering/parse-body.js';
import { parseEmbargo } from './embargo.js';
import { missingForSending, type PreflightVersion } from './missing-for-sending.js';

const now = new Date('2026-11-23T12:00:00Z');
const complete: PreflightVersion = {
  kind: 'original',
  type: 'press_release',
  language: 'en',
  notice: '',
  headline: 'Council opens library',
  subhead: '',
  dateline: 'Harborview',
  body: plainTextToBody(
    'The library opens on the quay. It has four floors. The reading room looks out on the harbour, and is open on Sundays.',
  ),
  advisory: null,
  image: null,
  files: [],
  pressContacts: [{ name: 'Tomas Berg', phone: '+46 31 555 0142' }],
  boilerplate: '',
  subject: '',
  preheader: '',
  audience: { topics: [1] },
  embargo: null,
};
const picture = {
  imageId: 'a',
  sha256: '',
  width: 1,
  height: 1,
  alt: 'A quay',
  credit: 'Ana Ruiz',
  caption: '',
};
const linked = (href: string) => ({
  type: 'doc' as const,
  content: [
    {
      type: 'paragraph' as const,
      content: [
        { type: 'text' as const, text: 'the report', marks: [{ type: 'link' as const, attrs: { href } }] },
      ],
    },
  ],
});

function found(change: Partial<PreflightVersion>): string[] {
  return missingForSending({ ...complete, ...change }, now).map(
    ({ severity, code, field }) => `${severity} ${code} @${field}`,
  );
}

describe('preflight', () => {
  it('finds nothing in a complete release', () => {
    expect(found({})).toEqual([]);
    expect(found({ image: picture })).toEqual([]);
  });

  it.each<[string, Partial<PreflightVersion>]>([
    ['stop no headline @headline', { headline: '' }],
    ['stop no body @body', { body: plainTextToBody(' ') }],
    ['stop no press contact @pressContacts', { pressContacts: [] }],
    ['stop no press contact @pressContacts', { pressContacts: [{ name: 'Tomas Berg' }] }],
    ['stop no topics @topics', { audience: { topics: [] } }],
    ['stop no alt text @image', { image: { ...picture, alt: ' ' } }],
    ['stop no credit @image', { image: { ...picture, credit: '' } }],
    ['stop no notice @notice', { kind: 'correction' }],
    ['look no dateline @dateline', { dateline: '' }],
    ['look long subject @headline', { headline: 'Long '.repeat(20) }],
    ['look embargo words @body', { body: plainTextToBody('EMBARGOED UNTIL 9 am. The library opens.') }],
    ['look embargo words @headline', { headline: 'For immediate release: library' }],
    ['look placeholder link @body', { body: linked('https://example.com/x') }],
    ['look insecure link @body', { body: linked('http://library.org/') }],
  ])('says %s', (problem, change) => {
    expect(found(change)).toEqual([problem]);
  });

  it('asks for alternative text and credit of each picture in the text', () => {
    const body = parseBody({
      type: 'doc',
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'A sentence of the text. '.repeat(6) }] },
        { type: 'image', attrs: { imageId: 'a', alt: '', credit: '', caption: '' } },
      ],
    });
    expect(found({ body })).toEqual(['stop no alt text @body', 'stop no credit @body']);
  });

  it('asks an advisory for who, what, where and when', () => {
    expect(found({ type: 'advisory' })).toEqual(Array(4).fill('stop advisory part @advisory'));
  });

  it('lets a kill go without a text of its own or topics, but not without its notice', () => {
    const kill = { kind: 'kill' as const, body: plainTextToBody(''), audience: { topics: [] } };
    expect(found({ ...kill, notice: 'The figures were wrong.' })).toEqual([]);
    expect(found(kill)).toEqual(['stop no notice @notice']);
  });

  it('points at “today” under an embargo of another day only', () => {
    const body = plainTextToBody('The library opens today.');
    const later = parseEmbargo({ wall: '2026-11-24T09:00', zone: 'America/New_York' });
    const today = parseEmbargo({ wall: '2026-11-23T20:00', zone: 'America/New_York' });
    expect(found({ body, embargo: later })).toEqual(['look relative day @body']);
    expect(found({ body, embargo: today })).toEqual([]);
    expect(found({ body })).toEqual([]);
  });

  it('points at a weekday that does not fit its date', () => {
    expect(found({ subhead: 'On Wednesday, November 24, 2026' })).toEqual(['look weekday @subhead']);
    expect(found({ subhead: 'On Tuesday, November 24, 2026' })).toEqual([]);
  });
});
