/** Longest link that is accepted; longer ones break in mail clients and in Outlook's own rewriting. */
export const MAX_HREF_LENGTH = 2048;

const ALLOWED_PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);
// Browsers strip tabs and newlines inside a URL, so "java\tscript:" would pass a naive prefix check.
// eslint-disable-next-line no-control-regex
const UNSAFE_CHARACTER = /[\u0000-\u0020\u007f-\u009f\u00a0\u2028\u2029\ufdd0-\ufdef<>"`\\]/;

/** The reason why a link may not be used, or null when it may. Only absolute http, https and mailto. */
export function whyHrefIsRefused(href: unknown): string | null {
  if (typeof href !== 'string' || href === '') return 'a link needs an address';
  if (href.length > MAX_HREF_LENGTH) return `a link may be at most ${MAX_HREF_LENGTH} characters long`;
  if (UNSAFE_CHARACTER.test(href)) return 'a link may not contain spaces, quotes or control characters';
  if (!URL.canParse(href)) return 'a link must be a full address such as https://example.org/page';
  if (!ALLOWED_PROTOCOLS.has(new URL(href).protocol))
    return 'a link must begin with https:, http: or mailto:';
  return null;
}

/** True for links that may be counted: web pages, not mail addresses. */
export function isWebHref(href: string): boolean {
  return /^https?:\/\//i.test(href);
}
