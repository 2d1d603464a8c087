import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import type { z } from 'zod';

export const ANSWER = 'dateline:answer';

/**
 * What an API route answers: `@Answers(releaseSchema)`. Nothing that the schema does not name leaves the house, and the
 * API's description is made from it. A body that does not fit is our mistake: 500, and a line in the log.
 */
export const Answers = (schema: z.ZodType) => SetMetadata(ANSWER, schema);

@Injectable()
export class AnswersInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const schema = this.reflector.get<z.ZodType | undefined>(ANSWER, context.getHandler());
    return schema ? next.handle().pipe(map((body: unknown) => schema.parse(body))) : next.handle();
  }
}
