import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NoticeTone } from '../web/components/notice.js';

export interface FlashMessage {
  tone: NoticeTone;
  text: string;
}

const COOKIE = 'dateline-flash';
const TONES: readonly string[] = ['info', 'ok', 'hold', 'stop'] satisfies NoticeTone[];
/** Seconds: long enough to reach the page that the browser is redirected to. */
const LIFE = 60;

/** Says on the next page what this action did. Write it before a redirect. */
export function setFlash(reply: FastifyReply, tone: NoticeTone, text: string): void {
  const value = Buffer.from(JSON.stringify([tone, text.slice(0, 500)])).toString('base64url');
  reply.setCookie(COOKIE, value, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: LIFE });
}

/** What the last action said, once. */
export function takeFlash(request: FastifyRequest, reply: FastifyReply): FlashMessage | undefined {
  const value = request.cookies[COOKIE];
  if (value === undefined) return undefined;
  reply.clearCookie(COOKIE, { path: '/' });
  return readFlash(value);
}

/** The cookie is the browser's: anything may be in it. */
export function readFlash(value: string): FlashMessage | undefined {
  try {
    const [tone, text] = JSON.parse(Buffer.from(value, 'base64url').toString()) as unknown[];
    if (typeof text !== 'string' || !TONES.includes(String(tone))) return undefined;
    return { tone: tone as NoticeTone, text };
  } catch {
    return undefined;
  }
}
