import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { httpProblem, type HttpProblem } from '../errors/http-problem.js';
import { LOG, type Log } from '../ops/log.js';
import { answerProblem } from './answer-problem.js';
import { AskToSignIn } from './ask-to-sign-in.js';
import { wantsJson } from './wants-json.js';

/** The one place where an error becomes an answer. Only what nobody foresaw is logged as an error, with the id the caller sees. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  constructor(
    private readonly signIn: AskToSignIn,
    @Inject(LOG) private readonly log: Log,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = httpProblem(error);
    this.note(error, problem, request);
    if (reply.sent || reply.raw.headersSent) return;
    if (problem.code === 'unauthenticated' && isFromPage(request)) return this.signIn.answer(request, reply);
    answerProblem(problem, request, reply, this.env);
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
}

/** A visit, or a form of the desk. */
function isFromPage(request: FastifyRequest): boolean {
  if (wantsJson(request)) return false;
  const isVisit = request.method === 'GET' || request.method === 'HEAD';
  return isVisit || (request.method === 'POST' && /^\/desk(\/|\?)/i.test(request.url));
}
