import type { FastifyRequest } from 'fastify';

const PROGRAM_PATH = /^\/(api|health|metrics|webhooks)(\/|$|\?)/i;

/** Programs get JSON, people get pages. An address for programs, or a caller that asks for JSON and not for HTML. */
export function wantsJson(request: Pick<FastifyRequest, 'url' | 'headers'>): boolean {
  if (PROGRAM_PATH.test(request.url)) return true;
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}
