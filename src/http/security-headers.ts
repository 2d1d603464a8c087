import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  downloadSecurityHeaders,
  type Headers,
  pageSecurityHeaders,
  scriptSecurityHeaders,
} from '../web/security-headers.js';

/**
 * Headers of every answer, the refused and the unknown included. What a route set itself stays: a preview brings its
 * own policy, a public page its own caching. Without a word of the route nothing is kept by any cache (law 4).
 * A 304 without a type brings no policy: browsers would put it in the place of the one that they keep with the page
 * (RFC 9111 section 3.2), and a page under the policy of a download has no styles.
 */
export function useSecurityHeaders(fastify: FastifyInstance, options: { https: boolean }): void {
  fastify.addHook('onSend', async (request, reply) => {
    const type = String(reply.getHeader('content-type') ?? '');
    setMissing(reply, {
      ...everyAnswer(request, options),
      ...(reply.statusCode === 304 && type === '' ? {} : headersOf(type, options)),
    });
  });
}

/** The same for a page that no hook sees. Before it is sent. */
export function setPageHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  options: { https: boolean },
): void {
  setMissing(reply, { ...everyAnswer(request, options), ...pageSecurityHeaders(options) });
}

function everyAnswer({ id }: FastifyRequest, { https }: { https: boolean }): Headers {
  return {
    'x-request-id': id,
    'cache-control': 'no-store',
    ...(https ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

function setMissing(reply: FastifyReply, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) reply.header(name, value);
}

function headersOf(type: string, options: { https: boolean }): Headers {
  if (type.startsWith('text/html')) return pageSecurityHeaders(options);
  return /^(?:text|application)\/javascript/.test(type) ? scriptSecurityHeaders() : downloadSecurityHeaders();
}
