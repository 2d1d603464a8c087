import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { notFound } from '../errors/domain-error.js';

/** For streams: their headers are sent before the handler has looked, so what is not there has to be said before. */
@Injectable()
export class DispatchExistsGuard implements CanActivate {
  constructor(private readonly database: DataSource) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { id = '' } = context
      .switchToHttp()
      .getRequest<FastifyRequest<{ Params: { id?: string } }>>().params;
    const rows = /^\d{1,15}$/.test(id)
      ? await this.database.query<object[]>('select from dispatch where id = $1', [Number(id)])
      : [];
    if (rows.length === 0) throw notFound('dispatch');
    return true;
  }
}
