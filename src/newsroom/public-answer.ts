import type { FastifyReply, FastifyRequest } from 'fastify';
import { packingFor } from './packed-bodies.js';
import { PublicBody } from './public-body.js';

/**
 * Caches may keep a public answer, but ask each time whether it still holds. A time to live would outlast a kill; one
 * that ends at the next lift would tell that a lift is near. The question costs a 304 without a body.
 */
const ASK_EACH_TIME = 'public, max-age=0, must-revalidate';

/** Answers with a body that everybody may see, packed if the caller takes that, or with 304 when the caller has it already (RFC 9110 section 13.1.2). */
export function answerPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  mediaType: string,
  given: string | Buffer | PublicBody,
): void {
  const body = PublicBody.of(given);
  const packing = packingFor(String(request.headers['accept-encoding'] ?? ''), body.content);
  // Packed bytes are another representation, with a validator of their own (RFC 9110 section 8.8.3.3).
  const etag = packing ? `"${body.hash}.${packing}"` : `"${body.hash}"`;
  reply.header('etag', etag).header('cache-control', ASK_EACH_TIME);
  if (typeof body.content === 'string') reply.header('vary', 'accept-encoding');
  // Before the 304 too: what a page is decides about its policy, and browsers take the headers of a 304 for the page's own.
  reply.type(mediaType);
  if (isKnown(request, etag)) return void reply.code(304).send();
  if (packing) reply.header('content-encoding', packing).send(body.packed(packing));
  else reply.send(body.content);
}

/** Answers with what only this reader may see. Nothing may keep it. */
export function answerPrivately(reply: FastifyReply, mediaType: string, body: string | Buffer): void {
  reply.header('cache-control', 'no-store, private').type(mediaType).send(body);
}

function isKnown(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  return known === '*' || known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

export const HTML = 'text/html; charset=utf-8';
