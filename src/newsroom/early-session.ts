import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { openToken, parseSecrets, signToken } from '../auth/signed-token.js';
import type { Env } from '../config/env.js';
import { openEarlyLink } from '../releases/early-link.js';
import type { Reader } from '../releases/visibility.js';

export type EarlyReader = Extract<Reader, { kind: 'early' }>;

/** Seconds that a reader stays in after the one-time code. */
export const EARLY_SESSION_SECONDS = 12 * 3600;
const SESSION = 'early-session';

/** Whose link it is and to which release; null: it is not one of ours. */
export function openEarlyReader(env: Env, token: string): EarlyReader | null {
  const opened = openEarlyLink(parseSecrets(env.DATELINE_SECRET), token);
  return opened && { kind: 'early', ...opened };
}

export function earlyCookie(env: Env): { name: string; options: CookieSerializeOptions } {
  const secure = env.PUBLIC_URL.startsWith('https:');
  return {
    name: secure ? '__Host-dateline-early' : 'dateline-early',
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: EARLY_SESSION_SECONDS },
  };
}

/** The value of the cookie after the one-time code: whose session, for which release, until when. */
export function earlySessionToken(env: Env, { contactId, releaseId }: EarlyReader, now: Date): string {
  const until = now.getTime() + EARLY_SESSION_SECONDS * 1000;
  return signToken(parseSecrets(env.DATELINE_SECRET), SESSION, [contactId, releaseId, until]);
}

/** The early reader whose session the request brings; null: none, or it has ended. What they may see is asked elsewhere. */
export function earlySession(request: FastifyRequest, env: Env, now: Date): EarlyReader | null {
  const token = request.cookies[earlyCookie(env).name];
  const payload = token === undefined ? null : openToken(parseSecrets(env.DATELINE_SECRET), SESSION, token);
  if (payload === null || Number(payload[2]) <= now.getTime()) return null;
  return readerOf(payload);
}

function readerOf(payload: (number | string)[] | null): EarlyReader | null {
  if (payload === null) return null;
  const [contactId, releaseId] = payload;
  if (typeof contactId !== 'number' || typeof releaseId !== 'number') return null;
  return { kind: 'early', contactId, releaseId };
}
