import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

const PAGES = 'dateline:pages';

/** On a controller whose routes return HTML as text: it is sent as `text/html` unless the route says otherwise. */
export const Pages = () => SetMetadata(PAGES, true);

@Injectable()
export class PagesInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.reflector.get<boolean | undefined>(PAGES, context.getClass())) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        if (typeof body === 'string' && !reply.hasHeader('content-type'))
          reply.type('text/html; charset=utf-8');
        return body;
      }),
    );
  }
}
