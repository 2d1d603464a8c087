import type { FastifyInstance } from 'fastify';

/** No inline script, no inline style, nothing from elsewhere, framed by nobody. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Headers of every answer, the refused and the unknown included. What a route set itself stays: a preview brings its
 * own policy, a public page its own caching. Without a word of the route nothing is kept by any cache (law 4).
 */
export function useSecurityHeaders(fastify: FastifyInstance, options: { https: boolean }): void {
  fastify.addHook('onSend', async (request, reply) => {
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    const headers: Record<string, string> = {
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cache-control': 'no-store',
      'content-security-policy': isPage ? PAGE_POLICY : DATA_POLICY,
      ...(isPage ? { 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' } : {}),
      ...(options.https ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
    };
    for (const [name, value] of Object.entries(headers))
      if (!reply.hasHeader(name)) reply.header(name, value);
  });
}
