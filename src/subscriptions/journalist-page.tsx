import type { ComponentChildren, VNode } from 'preact';
import type { Env } from '../config/env.js';
import { FieldWords } from '../web/components/field.js';
import { Icon } from '../web/components/icon.js';
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

/** What has become of something, as a sign above the title. */
export type Mark = 'done' | 'mail' | 'broken';

const MARKS: Record<Mark, { icon: string; tone: string }> = {
  done: { icon: 'check', tone: 'ok' },
  mail: { icon: 'mail-check', tone: 'accent' },
  broken: { icon: 'unlink', tone: 'hold' },
};

type JournalistPageProps = {
  reading: Reading;
  title: string;
  description?: string;
  mark?: Mark;
  /** Whose page it is: their address, in part. */
  about?: string;
  /** Which of the links on top is this page. */
  place?: string;
  children: ComponentChildren;
};

/** A page about the reader's own subscription: in their language, and in no search engine. */
export function journalistPage(props: JournalistPageProps): string {
  const { reading, title, description, mark, about, place, children } = props;
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
        { label: t('nav.subscribe'), href: '/subscribe', current: place === 'subscribe' },
      ]}
      words={{ skip: t('nav.skip'), newsroom: t('nav.home') }}
      footer={
        <>
          {env.ORGANISATION} · <a href={`mailto:${env.PRESS_ADDRESS}`}>{env.PRESS_ADDRESS}</a>
        </>
      }
      head={<meta name="robots" content="noindex" />}
    >
      <article class="journalist">
        <header>
          {mark && (
            <span class={`mark mark-${MARKS[mark].tone}`}>
              <Icon name={MARKS[mark].icon} />
            </span>
          )}
          <h1>{title}</h1>
          {about && <p class="about">{about}</p>}
        </header>
        <FieldWords.Provider value={{ optional: t('field.optional') }}>{children}</FieldWords.Provider>
      </article>
    </NewsroomPage>,
  );
}

/** One text under its title. */
export function messagePage(reading: Reading, title: string, ...texts: ComponentChildren[]): string {
  return journalistPage({ reading, title, children: paragraphs(texts) });
}

/** The same under a sign: what was done, what to do next, or why a link does not work. */
export function markedPage(
  reading: Reading,
  mark: Mark,
  title: string,
  ...texts: ComponentChildren[]
): string {
  return journalistPage({ reading, title, mark, children: paragraphs(texts) });
}

/** The first is what matters. */
function paragraphs(texts: ComponentChildren[]): VNode[] {
  return texts.filter(Boolean).map((text, index) => <p class={index === 0 ? 'lead' : undefined}>{text}</p>);
}

/** The same words for whatever is wrong with a link, so that they tell nothing. */
export function badLinkPage(reading: Reading): string {
  const back = <a href="/subscribe">{reading.t('nav.subscribe')}</a>;
  return markedPage(reading, 'broken', reading.t('link.title'), reading.t('link.text'), back);
}

/** The same page in each language. */
export function LanguageLinks({ reading, path }: { reading: Reading; path: string }): VNode {
  return (
    <nav class="language-links" aria-label={reading.t('field.language')}>
      <ul>
        {pageLanguages.map((code) => (
          <li>
            <a
              href={`${path}?lang=${code}`}
              lang={code}
              hreflang={code}
              dir={directionOf(code)}
              aria-current={code === reading.language ? 'true' : undefined}
            >
              {languageNames[code]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
