import { describe, expect, it } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import { asset } from './assets.js';
import { deskNavigation, type DeskPlace } from './desk-navigation.js';
import { DeskPage, NewsroomPage, PlainPage, fragment, page } from './page.js';
import { StyleGuide } from './style-guide.js';

const user = { name: 'Maja <b>Holm</b>', email: 'maja@harborview.example', role: 'Press officer' };
const everything = deskNavigation(() => true, { newsroom: '/', mailbox: '/mailbox' });

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'void-style': 'off', // Preact writes <br/>, which HTML allows.
    'doctype-style': 'off',
    'prefer-native-element': ['error', { exclude: ['progressbar'] }], // <progress> cannot show several kinds.
    'no-inline-style': 'error',
  },
});

async function problemsOf(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) =>
    result.messages.map((message) => `${message.line}:${message.column} ${message.message}`),
  );
}

const styleGuide = (): string =>
  page(
    <DeskPage title="Style guide" user={user} navigation={everything} active="contacts">
      <StyleGuide />
    </DeskPage>,
  );

describe('a page', () => {
  it('of the desk with every component in every state is valid HTML', async () => {
    expect(await problemsOf(styleGuide())).toEqual([]);
  });

  it('carries no inline script, no inline style and no handler', () => {
    const html = styleGuide();
    expect(html.match(/<script(?![^>]*\ssrc=)/g)).toBeNull();
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  });

  it('shows a name as text, whatever is in it', () => {
    expect(styleGuide()).toContain('Maja &lt;b>Holm&lt;/b>');
    expect(styleGuide()).not.toContain('<b>Holm');
  });

  it('gives each id once', () => {
    const ids = [...styleGuide().matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('of the newsroom says its language, its direction and what it is about', async () => {
    const html = page(
      <NewsroomPage
        title="غرفة الأخبار"
        description='A "quoted" <summary>'
        organisation="Harborview"
        language="ar"
        direction="rtl"
        links={[{ label: 'RSS', href: '/feed.xml' }]}
      >
        <h1>غرفة الأخبار</h1>
      </NewsroomPage>,
    );
    expect(html).toMatch(/^<!doctype html><html lang="ar" dir="rtl">/);
    expect(html).toContain('content="A &quot;quoted&quot; &lt;summary>"');
    expect(await problemsOf(html)).toEqual([]);
  });

  it('that stands alone is valid HTML', async () => {
    const html = page(
      <PlainPage title="Not found">
        <h1>There is nothing here</h1>
      </PlainPage>,
    );
    expect(await problemsOf(html)).toEqual([]);
  });

  it('announces what the last action did', () => {
    const html = page(
      <DeskPage
        title="Releases"
        user={user}
        navigation={everything}
        flash={{ tone: 'stop', text: 'It could not be armed.' }}
      >
        <h1>Releases</h1>
      </DeskPage>,
    );
    expect(html).toMatch(/role="alert"[^>]*>.*It could not be armed\./s);
  });
});

describe('the navigation', () => {
  const places = (sees: (place: DeskPlace) => boolean): string[] =>
    deskNavigation(sees, { newsroom: '/' }).entries.flatMap((entry) => entry.links.map((link) => link.label));

  it('leaves out what a person may not open, and a group of which nothing is left', () => {
    const entries = deskNavigation((place) => ['releases', 'topics'].includes(place), {
      newsroom: '/',
    }).entries;
    expect(entries.map((entry) => [entry.label, entry.href])).toEqual([
      ['Releases', '/desk/releases'],
      ['Press list', '/desk/topics'],
    ]);
  });

  it('shows everything to who may see everything', () => {
    const all = places(() => true);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(
      expect.arrayContaining(['Overview', 'Calendar', 'Releases', 'Contacts', 'Dispatches']),
    );
  });

  it('links the mailbox only where there is one', () => {
    expect(deskNavigation(() => true, { newsroom: '/' }).elsewhere.map((link) => link.label)).toEqual([
      'Newsroom',
    ]);
    expect(everything.elsewhere.map((link) => link.label)).toEqual(['Newsroom', 'Mailbox']);
  });
});

it('an asset has a path even when nothing was built', () => {
  expect(asset('nothing-of-that-name.js')).toBe('/assets/nothing-of-that-name.js');
});

it('a fragment is the same markup without the document', () => {
  expect(fragment(<p>{'<i>'}</p>)).toBe('<p>&lt;i></p>');
});
