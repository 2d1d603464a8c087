/** What a browser says about where a request comes from; names in lower case, as Node gives them. */
export interface RequestOrigin {
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether another site made this browser send a request that changes something.
 * `Sec-Fetch-Site` (Fetch Metadata) decides where it is sent, `Origin` (RFC 6454) otherwise; with neither it is no
 * browser of the last years, and a program has no cookies of somebody else's to misuse.
 */
export function isCrossSite(request: RequestOrigin, publicUrl: string): boolean {
  if (HARMLESS.has(request.method)) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers['origin'];
  if (origin === undefined) return false;
  return typeof origin !== 'string' || !ownHosts(request, publicUrl).includes(hostOf(origin));
}

/** Behind a proxy the Host header may be an inner name, so the public address counts as well. */
function ownHosts(request: RequestOrigin, publicUrl: string): (string | null)[] {
  const host = request.headers['host'];
  return [hostOf(publicUrl), typeof host === 'string' ? host.toLowerCase() : ''];
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
