import {
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  type PipeTransform,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { acceptedLanguages } from '../web/accepted-languages.js';
import { type Reading, readingIn } from './journalist-page.js';
import { pageLanguage } from './journalist-words.js';

/** By `?lang=`, else by what the browser accepts, else the newsroom's own language. */
@Injectable()
export class ReadingPipe implements PipeTransform<FastifyRequest, Reading> {
  constructor(@Inject(ENV) private readonly env: Env) {}

  transform(request: FastifyRequest): Reading {
    const { lang } = request.query as { lang?: unknown };
    const asked = typeof lang === 'string' ? lang : undefined;
    const accepted = acceptedLanguages(request.headers['accept-language']);
    return readingIn(pageLanguage(asked, ...accepted, this.env.NEWSROOM_LANGUAGE), this.env);
  }
}

const request = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

/** `@Reader() reading: Reading` in a controller of journalists' pages. */
export const Reader = (): ParameterDecorator => request(ReadingPipe);
