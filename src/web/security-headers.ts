/** Headers by lower-case name, ready for `reply.headers(…)`. */
export type Headers = Record<string, string>;

const PAGE_POLICY: Record<string, string> = {
  'default-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'frame-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
};

/**
 * For every HTML page. No inline script and no inline style is allowed, not even a `style` attribute:
 * sizes that depend on data are drawn with SVG attributes instead.
 * `https` adds HSTS; leave it false on plain HTTP, where browsers ignore it anyway.
 */
export function pageSecurityHeaders(options: { https: boolean }): Headers {
  const headers: Headers = {
    ...everyResponse(),
    'content-security-policy': policy({ ...PAGE_POLICY, 'frame-ancestors': "'none'" }),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  if (options.https) headers['strict-transport-security'] = 'max-age=31536000; includeSubDomains';
  return headers;
}

/**
 * For the document inside `<email-preview>`: an e-mail needs inline styles, and must neither run a
 * script, load anything from elsewhere, nor act on the desk's origin. Only our own pages may frame it.
 * `sandbox` without tokens gives it an opaque origin, so even `'self'` cookies are out of its reach.
 */
export function emailPreviewSecurityHeaders(): Headers {
  return {
    ...everyResponse(),
    'content-security-policy': policy({
      'default-src': "'none'",
      'style-src': "'unsafe-inline'",
      'img-src': "'self' data:",
      'form-action': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'self'",
      sandbox: '',
    }),
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'no-store',
  };
}

/** For uploaded files sent back to a reader: never rendered as a page of ours. */
export function downloadSecurityHeaders(): Headers {
  return {
    ...everyResponse(),
    'content-security-policy': policy({ 'default-src': "'none'", sandbox: '' }),
  };
}

/** For our own scripts: a worker takes the policy of its script, and has no `crypto.subtle` within a sandbox. */
export function scriptSecurityHeaders(): Headers {
  return { ...everyResponse(), 'content-security-policy': policy({ 'default-src': "'none'" }) };
}

function everyResponse(): Headers {
  return { 'x-content-type-options': 'nosniff', 'referrer-policy': 'strict-origin-when-cross-origin' };
}

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ');
}
