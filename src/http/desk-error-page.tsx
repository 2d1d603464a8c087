import type { HttpProblem } from '../errors/http-problem.js';
import { LinkButton } from '../web/components/button.js';
import { page, PlainPage } from '../web/page.js';

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

/** A page for the staff: what happened and where to go; for our own mistakes the id to quote. */
export function deskErrorPage(problem: HttpProblem, organisation: string, requestId: string): string {
  const title = TITLES[problem.status] ?? 'This did not work';
  const isSignedOut = problem.status === 401;
  return page(
    <PlainPage title={title} name={organisation}>
      <h1>{title}</h1>
      <p>{problem.message}</p>
      {problem.status >= 500 && <p class="muted">Reference: {requestId}</p>}
      <p>
        <LinkButton href={isSignedOut ? '/sign-in' : '/desk'}>
          {isSignedOut ? 'Sign in' : 'To the press desk'}
        </LinkButton>
      </p>
    </PlainPage>,
  );
}
