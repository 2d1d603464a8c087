import type { HttpProblem } from '../errors/http-problem.js';
import { LinkButton } from '../web/components/button.js';
import { NewsroomPage, page, PlainPage } from '../web/page.js';

const TITLES: Record<number, string> = {
  401: 'Please sign in',
  403: 'Not allowed',
  404: 'Page not found',
  409: 'This has changed',
  413: 'Too large',
  422: 'This needs another look',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available at the moment',
};

const LINKS = [
  { label: 'Newsroom', href: '/' },
  { label: 'Topics', href: '/topics' },
  { label: 'Subscribe', href: '/subscribe' },
];

/** Who sees it: the staff at an address of theirs, everybody else in the newsroom. */
type Place = 'desk' | 'newsroom';

export function placeOf(url: string): Place {
  return /^\/(desk|sign-in|mailbox)(\/|$|\?)/i.test(url) ? 'desk' : 'newsroom';
}

function wayOn({ status }: HttpProblem, place: Place): [href: string, words: string] {
  if (status === 401) return ['/sign-in', 'Sign in'];
  return place === 'desk' ? ['/desk', 'To the press desk'] : ['/', 'To the newsroom'];
}

/** A page for a person: what happened and where to go; for our own mistakes the id to quote. */
export function errorPage(
  problem: HttpProblem,
  organisation: string,
  requestId: string,
  place: Place = 'desk',
): string {
  const title = TITLES[problem.status] ?? 'This did not work';
  const [href, words] = wayOn(problem, place);
  const said = (
    <>
      <h1>{title}</h1>
      <p>{problem.message}</p>
      {problem.status >= 500 && <p class="muted">Reference: {requestId}</p>}
      <p>
        <LinkButton href={href}>{words}</LinkButton>
      </p>
    </>
  );
  if (place === 'desk') return page(<PlainPage title={title} name={organisation} children={said} />);
  return page(
    <NewsroomPage
      title={`${title} · ${organisation}`}
      description={title}
      organisation={organisation}
      links={LINKS}
      head={<meta name="robots" content="noindex" />}
    >
      <div class="page-intro">{said}</div>
    </NewsroomPage>,
  );
}
