import { parseBody } from '../../src/rendering/parse-body.js';
import type { ReleaseContent, RenderContext } from '../../src/rendering/release-content.js';

const words = (text: string, ...marks: object[]) => ({ type: 'text', text, marks });
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });
const link = (href: string) => ({ type: 'link', attrs: { href } });

const body = parseBody({
  type: 'doc',
  content: [
    paragraph(
      words('Responding to the House Judiciary Committee releasing '),
      words(
        'the findings of its 21-month investigation',
        link('https://judiciary.example/report?id=7&page=2'),
      ),
      words(' into family separation, researchers said that '),
      words('more than 2,500 migrant children', { type: 'strong' }),
      words(' had been separated from their parents.'),
    ),
    {
      type: 'pull_quote',
      attrs: { attribution: 'Denise Bell, researcher for refugee and migrant rights' },
      content: [
        paragraph(
          words('Today’s report only confirms what these actions have shown: cruelty was the point.'),
        ),
      ],
    },
    { type: 'heading', attrs: { level: 2 }, content: [words('What the report found')] },
    {
      type: 'bullet_list',
      content: ['Families were not told where their children were.', 'Records were not kept.'].map(
        (item) => ({
          type: 'list_item',
          content: [paragraph(words(item))],
        }),
      ),
    },
    {
      type: 'image',
      attrs: { imageId: 'inline', alt: 'Teddy bears in a cage', credit: 'B. Smialowski/AFP', caption: '' },
    },
    {
      type: 'blockquote',
      content: [paragraph(words('No child should be used to deter others.', { type: 'em' }))],
    },
    paragraph(
      words('Read more at '),
      words('example.org/more', link('https://example.org/more')),
      words('.'),
    ),
  ],
});

/** A press release with every part filled; a test overrides what it is about. */
export function releaseContent(overrides: Partial<ReleaseContent> = {}): ReleaseContent {
  return {
    kind: 'original',
    type: 'press_release',
    language: 'en',
    headline: 'Today’s report on family separation highlights need for accountability',
    subhead: 'A 21-month investigation confirms what families have said since 2018',
    dateline: 'Dilley, TX and Leesport, PA',
    body,
    image: {
      imageId: 'hero',
      alt: 'Woman holds big sign that reads: Free them all',
      credit: 'Caroline Brehman/CQ-Roll Call',
    },
    pressContacts: [
      {
        name: 'Ana Ortiz',
        role: 'Media relations',
        email: 'press@families.example',
        phone: '+1 (202) 555-0143',
      },
    ],
    boilerplate: 'Families Together is a coalition of more than 250 organisations.',
    organisation: {
      name: 'Families Together',
      url: 'https://families.example/newsroom',
      postalAddress: '1 Example Street\nWashington, DC 20001',
    },
    topics: ['Family separation', 'Detention'],
    ...overrides,
  };
}

export function renderContext(overrides: Partial<RenderContext> = {}): RenderContext {
  return {
    tier: 'everyone',
    newsroomZone: 'America/New_York',
    imageUrls: { hero: 'https://news.example/i/hero.jpg', inline: 'https://news.example/i/inline.jpg' },
    clickBaseUrl: 'https://news.example/l',
    openBaseUrl: 'https://news.example/o',
    ...overrides,
  };
}
