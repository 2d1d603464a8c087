import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AnswersInterceptor } from './answers.interceptor.js';
import { AskToSignIn } from './ask-to-sign-in.js';
import { HttpErrorFilter } from './http-error.filter.js';
import { OpenApiController } from './openapi.controller.js';
import { PagesInterceptor } from './pages.js';
import { Routes } from './routes.js';
import { SchemaPipe } from './schema.pipe.js';

/** What is the same for every route: checking input, shaping answers, turning errors into answers. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [OpenApiController],
  providers: [
    Routes,
    AskToSignIn,
    { provide: APP_FILTER, useClass: HttpErrorFilter },
    { provide: APP_INTERCEPTOR, useClass: PagesInterceptor },
    { provide: APP_INTERCEPTOR, useClass: AnswersInterceptor },
    { provide: APP_PIPE, useClass: SchemaPipe },
  ],
  exports: [Routes],
})
export class HttpModule {}
