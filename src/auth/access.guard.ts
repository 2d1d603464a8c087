import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { may } from '../users/may.js';
import { isCrossSite } from './cross-site.js';
import { IdentifyService } from './identify.service.js';
import { ACCESS, type Access, CROSS_SITE } from './permit.js';

/**
 * The one door of every route, in this order: is it declared, did another site send it, who is it, may they.
 * A route without a declaration is refused to everybody, and `createApp` does not even start with one.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identify: IdentifyService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = this.declared<Access>(ACCESS, context);
    if (!access) throw new DomainError('forbidden', 'Nobody may use this address.');
    if (this.declared<boolean>(CROSS_SITE, context)) return admit(access, request);
    this.refuseCrossSite(request);
    await this.identify.identify(request);
    return admit(access, request);
  }

  private declared<T>(key: string, context: ExecutionContext): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
  }

  /** A token is sent by a program on purpose, never by a browser on another site's behalf. */
  private refuseCrossSite(request: FastifyRequest): void {
    const isProgram = request.headers.authorization !== undefined && request.headers.cookie === undefined;
    if (isProgram || !isCrossSite(request, this.env.PUBLIC_URL)) return;
    throw new DomainError('forbidden', 'This was sent from another site. Open the page here and try again.');
  }
}

function admit(access: Access, request: FastifyRequest): true {
  if (access.for === 'public') return true;
  if (!request.staff) throw new DomainError('unauthenticated', 'Please sign in first.');
  if (access.for === 'permission' && !may(request.staff.role, access.permission)) {
    throw new DomainError(
      'forbidden',
      'Your role does not allow this. An admin of the press desk can change it.',
    );
  }
  return true;
}
