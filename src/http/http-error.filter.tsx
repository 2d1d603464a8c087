import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { httpProblem, type HttpProblem } from '../errors/http-problem.js';
import { LOG, type Log } from '../ops/log.js';
import { errorPage, placeOf } from './error-page.js';
import { wantsJson } from './wants-json.js';

/** The one place where an error becomes an answer. Only what nobody foresaw is logged as an error, with the id the caller sees. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(ENV) private readonly env: Env,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = httpProblem(error);
    this.note(error, problem, request);
    if (reply.sent || reply.raw.headersSent) return;
    if (problem.code === 'unauthenticated' && isPageVisit(request)) return sendToSignIn(request, reply);
    this.answer(problem, request, reply);
  }

  private note(error: unknown, problem: HttpProblem, request: FastifyRequest): void {
    const line = {
      request: request.id,
      method: request.method,
      route: request.routeOptions?.url,
      status: problem.status,
    };
    if (problem.status >= 500) this.log.error({ event: 'http.failed', ...line, err: error });
    else this.log.debug({ event: 'http.refused', ...line, code: problem.code });
  }

  private answer(problem: HttpProblem, request: FastifyRequest, reply: FastifyReply): void {
    const { status, code, message, fields } = problem;
    reply.status(status);
    if (status === 429 && !reply.hasHeader('retry-after')) reply.header('retry-after', '60');
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="Dateline"');
    if (wantsJson(request)) {
      reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ error: { code, message, fields, request: request.id } }));
      return;
    }
    const { ORGANISATION: name } = this.env;
    reply.type('text/html; charset=utf-8').send(errorPage(problem, name, request.id, placeOf(request.url)));
  }
}

function isPageVisit(request: FastifyRequest): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && !wantsJson(request);
}

/** htmx follows a redirect inside its own request, so it is told to move the whole page. */
function sendToSignIn(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers['hx-request'] === 'true') {
    reply.status(401).header('hx-redirect', '/sign-in').send('');
    return;
  }
  reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
}
