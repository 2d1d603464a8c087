import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorOf } from '../auth/author-cookie.js';
import { KeptFormsService } from '../auth/kept-forms.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { fragment } from '../web/page.js';
import { pageOfForm, typedInRequest } from './typed-in-request.js';

/** Where a person decides about a form that was kept for them. */
export const KEPT_FORMS = '/desk/kept-forms';

/** Sent by what asks in the background of a page on which somebody writes: `hx-headers`. */
const STAYS = 'x-stay';
export const STAY_HERE = JSON.stringify({ [STAYS]: '1' });

const SIGNED_OUT = fragment(
  <p>
    <span>
      You are signed out. What you type is kept in this browser, and saved as soon as you{' '}
      <a href="/sign-in" target="_blank" rel="noopener">
        have signed in again (in another tab)
      </a>
      .
    </span>
  </p>,
);

/** Sends a person whose session has ended to sign in, and from there back to what they were about. */
@Injectable()
export class AskToSignIn {
  constructor(
    private readonly keptForms: KeptFormsService,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Never throws: it is the answer to an error. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (request.headers['hx-request'] === 'true') return answerHtmx(request, reply);
    const isVisit = request.method === 'GET' || request.method === 'HEAD';
    reply.redirect(isVisit ? signIn(request.url) : await this.keep(request), 303);
  }

  private async keep(request: FastifyRequest): Promise<string> {
    const author = authorOf(request, this.env, new Date());
    const id = author === null ? null : await this.tryToKeep(author, request);
    return id === null ? `${signIn(pageOfForm(request))}&ended=1` : signIn(`${KEPT_FORMS}/${id}`);
  }

  private async tryToKeep(author: number, request: FastifyRequest): Promise<number | null> {
    try {
      return await this.keptForms.keep(author, await typedInRequest(request));
    } catch (err) {
      this.log.error({ event: 'kept_form.failed', request: request.id, err });
      return null;
    }
  }
}

/**
 * htmx follows a redirect inside its own request, so it is told to move the whole page; except where somebody is
 * writing, who is only told.
 */
function answerHtmx(request: FastifyRequest, reply: FastifyReply): void {
  reply.status(401);
  if (request.headers[STAYS] !== undefined)
    return void reply.type('text/html; charset=utf-8').send(SIGNED_OUT);
  const back = request.headers['hx-current-url'] ? signIn(pageOfForm(request)) : '/sign-in';
  reply.header('hx-redirect', back).send('');
}

function signIn(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}
