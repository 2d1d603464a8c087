import type { ComponentChildren, VNode } from 'preact';
import type { Env } from '../config/env.js';
import { NewsroomPage, page } from '../web/page.js';
import {
  directionOf,
  languageNames,
  type PageLanguage,
  pageLanguages,
  type Translate,
  wordsIn,
} from './journalist-words.js';

/** What a journalist's page needs to know of its reader and its newsroom. */
export interface Reading {
  language: PageLanguage;
  t: Translate;
  env: Pick<
    Env,
    'ORGANISATION' | 'PRESS_ADDRESS' | 'NEWSROOM_ZONE' | 'MEASURE' | 'MEASURE_LEAST' | 'MEASURE_DAYS'
  >;
}

export function readingIn(language: PageLanguage, env: Reading['env']): Reading {
  return { language, t: wordsIn(language), env };
}

type JournalistPageProps = {
  reading: Reading;
  title: string;
  description?: string;
  children: ComponentChildren;
};

/** A page about the reader's own subscription: in their language, and in no search engine. */
export function journalistPage({ reading, title, description, children }: JournalistPageProps): string {
  const { language, t, env } = reading;
  return page(
    <NewsroomPage
      title={`${title} · ${env.ORGANISATION}`}
      description={description ?? title}
      organisation={env.ORGANISATION}
      language={language}
      direction={directionOf(language)}
      links={[
        { label: t('nav.home'), href: '/' },
        { label: t('nav.subscribe'), href: '/subscribe' },
      ]}
      head={<meta name="robots" content="noindex" />}
    >
      <article class="journalist">
        <h1>{title}</h1>
        {children}
      </article>
    </NewsroomPage>,
  );
}

/** One text under its title: what was done, or why a link does not work. */
export function messagePage(reading: Reading, title: string, ...texts: ComponentChildren[]): string {
  return journalistPage({ reading, title, children: texts.map((text) => <p>{text}</p>) });
}

/** The same words for whatever is wrong with a link, so that they tell nothing. */
export function badLinkPage(reading: Reading): string {
  return messagePage(reading, reading.t('link.title'), reading.t('link.text'));
}

/** The same page in the other languages. */
export function LanguageLinks({ current, path }: { current: PageLanguage; path: string }): VNode {
  return (
    <p class="language-links">
      {pageLanguages
        .filter((code) => code !== current)
        .map((code) => (
          <>
            <a href={`${path}?lang=${code}`} lang={code} hreflang={code} dir={directionOf(code)}>
              {languageNames[code]}
            </a>{' '}
          </>
        ))}
    </p>
  );
}
