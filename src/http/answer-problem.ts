import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import type { HttpProblem } from '../errors/http-problem.js';
import { acceptedLanguages } from '../web/accepted-languages.js';
import { firstNewsroomLanguage } from '../web/newsroom-words.js';
import { deskErrorPage } from './desk-error-page.js';
import { newsroomErrorPage } from './newsroom-error-page.js';
import { wantsJson } from './wants-json.js';

/** Seconds after which one may try again, where nothing else was said. */
const RETRY_AFTER = 60;

/** Tells programs in JSON, the staff in a page of the desk, and everybody else in a page of the newsroom. */
export function answerProblem(
  problem: HttpProblem,
  request: FastifyRequest,
  reply: FastifyReply,
  env: Env,
): void {
  const { status, code, message, fields } = problem;
  reply.status(status);
  if (status === 429 && !reply.hasHeader('retry-after')) reply.header('retry-after', String(RETRY_AFTER));
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="Dateline"');
  if (wantsJson(request)) {
    reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ error: { code, message, fields, request: request.id } }));
    return;
  }
  reply.type('text/html; charset=utf-8').send(errorPage(problem, request, reply, env));
}

function errorPage(problem: HttpProblem, request: FastifyRequest, reply: FastifyReply, env: Env): string {
  if (isOfDesk(request)) return deskErrorPage(problem, env.ORGANISATION, request.id);
  const retryAfter = Number(reply.getHeader('retry-after') ?? RETRY_AFTER);
  const language = languageOf(request, env);
  const { id: requestId, method } = request;
  return newsroomErrorPage({ problem, method, env, language, requestId, retryAfter });
}

/** The addresses of the staff; all others are the newsroom's. */
function isOfDesk({ url }: FastifyRequest): boolean {
  return /^\/(desk|sign-in|mailbox)(\/|$|\?)/i.test(url);
}

/** What the reader asks for by `?lang=`, else by their browser, else the newsroom's own. The address plays no part: it may be of what is under embargo. */
function languageOf(request: FastifyRequest, env: Env): string {
  const { lang } = (request.query ?? {}) as { lang?: unknown };
  const asked = typeof lang === 'string' ? [lang] : [];
  const accepted = acceptedLanguages(request.headers['accept-language']);
  return firstNewsroomLanguage([...asked, ...accepted, env.NEWSROOM_LANGUAGE]);
}
