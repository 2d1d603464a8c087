import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import { openToken, parseSecrets, signToken } from './signed-token.js';

const PURPOSE = 'author';
/** Seconds: longer than any session. */
const LIFE = 30 * 24 * 3600;

/**
 * Says who was the last to sign in with this browser. It opens nothing: it only tells whose text it is that comes after
 * the session has ended, so that it can be kept for them and be shown to nobody else.
 */
export function setAuthor(reply: FastifyReply, env: Env, userId: number, now: Date): void {
  const { name, options } = authorCookie(env);
  const until = now.getTime() + LIFE * 1000;
  reply.setCookie(name, signToken(parseSecrets(env.DATELINE_SECRET), PURPOSE, [userId, until]), options);
}

/** The account's id; null: nobody is known to have signed in with this browser. */
export function authorOf(request: FastifyRequest, env: Env, now: Date): number | null {
  const token = request.cookies[authorCookie(env).name];
  const payload = token === undefined ? null : openToken(parseSecrets(env.DATELINE_SECRET), PURPOSE, token);
  const [userId, until] = payload ?? [];
  return typeof userId === 'number' && Number(until) > now.getTime() ? userId : null;
}

function authorCookie(env: Env): { name: string; options: CookieSerializeOptions } {
  const secure = env.PUBLIC_URL.startsWith('https:');
  return {
    name: secure ? '__Host-dateline-author' : 'dateline-author',
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: LIFE },
  };
}
