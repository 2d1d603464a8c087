import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { asset } from './assets.js';
import { Flash, type NoticeTone } from './components/notice.js';
import { DeskMasthead, DeskSubnavigation, type DeskUser } from './desk-masthead.js';
import type { DeskNavigation, DeskPlace } from './desk-navigation.js';

/** Parsed by htmx as JSON. No eval, no style element, and a body comes back for 4xx too. */
const HTMX_CONFIG = JSON.stringify({ includeIndicatorCSS: false, history: true, mode: 'same-origin' });

/** A whole document as a string, ready to send as `text/html; charset=utf-8`. */
export function page(document: VNode): string {
  return `<!doctype html>${render(document)}`;
}

/** A part of a page, for an htmx swap or a server-sent event. */
export function fragment(part: VNode): string {
  return render(part);
}

type DocumentProps = {
  title: string;
  language?: string;
  direction?: 'ltr' | 'rtl';
  stylesheet: string;
  /** The one that the first words of the page are set in. */
  font: string;
  script?: string;
  head?: ComponentChildren;
  bodyClass: string;
  theme?: 'light' | 'dark';
  /** "Skip to content" in the page's language. */
  skip?: string;
  children: ComponentChildren;
};

function Document(props: DocumentProps): VNode {
  return (
    <html lang={props.language ?? 'en'} dir={props.direction ?? 'ltr'} data-theme={props.theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#FAF8F4" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#141412" media="(prefers-color-scheme: dark)" />
        <title>{props.title}</title>
        <link rel="preload" href={asset(props.font)} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="stylesheet" href={asset(props.stylesheet)} />
        <link rel="icon" href={asset('favicon.svg')} type="image/svg+xml" />
        {props.script && <script type="module" src={asset(props.script)} />}
        {props.head}
      </head>
      <body class={props.bodyClass}>
        <a class="skip-link" href="#main">
          {props.skip ?? 'Skip to content'}
        </a>
        {props.children}
      </body>
    </html>
  );
}

export type DeskPageProps = {
  title: string;
  user: DeskUser;
  navigation: DeskNavigation;
  active?: DeskPlace;
  organisation?: string;
  flash?: { tone: NoticeTone; text: string };
  theme?: 'light' | 'dark';
  children: ComponentChildren;
};

/** A page of the press desk: masthead with navigation, what the last action did, the content. */
export function DeskPage(props: DeskPageProps): VNode {
  return (
    <Document
      title={`${props.title} · Press desk`}
      stylesheet="app.css"
      font="source-serif-4-latin-wght-normal.woff2"
      script="app.js"
      bodyClass="desk"
      theme={props.theme}
      head={<meta name="htmx-config" content={HTMX_CONFIG} />}
    >
      <DeskMasthead
        user={props.user}
        navigation={props.navigation}
        active={props.active}
        organisation={props.organisation}
      />
      <DeskSubnavigation navigation={props.navigation} active={props.active} />
      <main id="main" tabIndex={-1}>
        {props.flash && <Flash tone={props.flash.tone}>{props.flash.text}</Flash>}
        {props.children}
      </main>
    </Document>
  );
}

export type NewsroomPageProps = {
  title: string;
  description: string;
  organisation: string;
  language?: string;
  direction?: 'ltr' | 'rtl';
  /** Feeds, canonical address, share cards, language versions, structured data by `src`. */
  head?: ComponentChildren;
  links: readonly { label: string; href: string; current?: boolean }[];
  footer?: ComponentChildren;
  theme?: 'light' | 'dark';
  /** Words for those who listen to the page; English if absent. */
  words?: { skip: string; newsroom: string };
  children: ComponentChildren;
};

/** A public page: set as a newspaper sets its front page, and without any script that it does not need. */
export function NewsroomPage(props: NewsroomPageProps): VNode {
  return (
    <Document
      title={props.title}
      language={props.language}
      direction={props.direction}
      stylesheet="newsroom.css"
      font="newsroom-serif-latin.woff2"
      script="newsroom.js"
      bodyClass="newsroom"
      theme={props.theme}
      skip={props.words?.skip}
      head={
        <>
          <meta name="description" content={props.description} />
          {props.head}
        </>
      }
    >
      <header class="newsroom-masthead">
        <a class="nameplate" href="/">
          {props.organisation}
        </a>
        <nav aria-label={props.words?.newsroom ?? 'Newsroom'}>
          <ul>
            {props.links.map((link) => (
              <li>
                <a href={link.href} aria-current={link.current ? 'page' : undefined}>
                  {link.label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {props.children}
      </main>
      <footer class="newsroom-footer">{props.footer ?? props.organisation}</footer>
    </Document>
  );
}

export type PlainPageProps = {
  title: string;
  /** For tables and previews; otherwise the page is as narrow as a form. */
  isWide?: boolean;
  children: ComponentChildren;
  name?: string;
  theme?: 'light' | 'dark';
};

/** Sign-in, errors, and anything else that stands alone. */
export function PlainPage(props: PlainPageProps): VNode {
  return (
    <Document
      title={props.title}
      stylesheet="app.css"
      font="source-serif-4-latin-wght-normal.woff2"
      script="app.js"
      bodyClass={props.isWide ? 'plain plain-wide' : 'plain'}
      theme={props.theme}
    >
      <main id="main" tabIndex={-1}>
        <p class="nameplate">{props.name ?? 'Press desk'}</p>
        {props.children}
      </main>
    </Document>
  );
}
