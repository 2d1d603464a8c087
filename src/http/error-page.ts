import { escapeHtml } from '../rendering/escape-html.js';
import type { HttpProblem } from '../errors/http-problem.js';

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

/** A page for a person: what happened and where to go; for our own mistakes the id to quote. */
export function errorPage(problem: HttpProblem, organisation: string, requestId: string): string {
  const title = TITLES[problem.status] ?? 'This did not work';
  const [href, words] = problem.status === 401 ? ['/sign-in', 'Sign in'] : ['/', 'To the newsroom'];
  const reference = problem.status >= 500 ? `<p>Reference: ${escapeHtml(requestId)}</p>` : '';
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><main id="main">` +
    `<p>${escapeHtml(organisation)}</p><h1>${title}</h1><p>${escapeHtml(problem.message)}</p>${reference}` +
    `<p><a href="${href}">${words}</a></p></main></body></html>`
  );
}
