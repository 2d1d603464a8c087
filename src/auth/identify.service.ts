import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { ApiTokensService } from './api-tokens.service.js';
import { sessionCookie } from './session-cookie.js';
import { type Account, actorOf, SessionsService } from './sessions.service.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in account, for pages that show its name and address. */
    account?: Account;
  }
}

@Injectable()
export class IdentifyService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: ApiTokensService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Finds out who sent the request and puts it on the request. A token counts alone: then no cookie is looked at.
   * A wrong token is an error even on public routes, so that a program learns of it; an old cookie is nobody.
   */
  async identify(request: FastifyRequest): Promise<void> {
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token) return this.byToken(request, token);
    const secret = this.secretOf(request);
    const account = secret ? await this.sessions.find(secret) : null;
    if (!account) return;
    request.account = account;
    request.staff = actorOf(account);
  }

  /** The session cookie's value, if the browser sent one. */
  secretOf(request: FastifyRequest): string | undefined {
    return request.cookies?.[sessionCookie(this.env).name];
  }

  private async byToken(request: FastifyRequest, token: string): Promise<void> {
    const found = await this.tokens.find(token);
    if (!found) throw new DomainError('unauthenticated', 'This token is unknown or was revoked.');
    const { actor, owner } = found;
    request.staff = actor;
    if (actor.kind === 'token') {
      request.account = { id: actor.userId, name: owner.name, email: owner.email, role: actor.role };
    }
  }
}
