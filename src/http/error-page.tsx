import { render } from 'preact-render-to-string';
import type { HttpProblem } from '../errors/http-problem.js';

const TITLES: Record<number, string> = {
  401: 'Please sign in',
  403: 'Not allowed',
  404: 'Page not found',
  409: 'This has changed',
  413: 'Too large',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available at the moment',
};

/** A page for a person: what happened and where to go; for our own mistakes the id to quote. */
export function errorPage(problem: HttpProblem, requestId: string): string {
  const title = TITLES[problem.status] ?? 'This did not work';
  return `<!doctype html>${render(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
      </head>
      <body>
        <main id="main">
          <h1>{title}</h1>
          <p>{problem.message}</p>
          {problem.status >= 500 && <p>Reference: {requestId}</p>}
        </main>
      </body>
    </html>,
  )}`;
}
