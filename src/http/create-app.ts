import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import { createLog, type Log, NestLog } from '../ops/log.js';
import { publicFolder } from '../web/assets.js';
import { httpProblem } from '../errors/http-problem.js';
import { answerProblem } from './answer-problem.js';
import { BODY_LIMIT, useBodyParsers } from './body-parsers.js';
import { limitRequests } from './limit-requests.js';
import { assertDeclared } from './route-table.js';
import { Routes } from './routes.js';
import { setPageHeaders, useSecurityHeaders } from './security-headers.js';
import { serveAssets } from './serve-assets.js';

/** Limits of uploads; a route that takes more says so itself: `request.file({ limits: { fileSize } })`. */
const UPLOADS = {
  limits: { fileSize: 25 * 1024 * 1024, files: 10, fields: 500, fieldSize: 1024 * 1024, parts: 520 },
};

export interface AppOptions {
  /** More modules than the web process has by itself: a feature under test. */
  modules?: Type[];
  /** Instead of JSON lines on standard output. */
  log?: Log;
}

/**
 * The web application, initialised and not yet listening. Throws if the database cannot be reached or a route does
 * not say who may use it. The caller closes it.
 */
export async function createApp(env: Env, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const log = options.log ?? createLog(env.LOG_LEVEL);
  const root = AppModule.with(env, log, options.modules ?? []);
  const app = await NestFactory.create<NestFastifyApplication>(root, fastifyAdapter(env), {
    bodyParser: false,
    rawBody: true,
    abortOnError: false,
    logger: new NestLog(log),
  });
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyCookie);
  useSecurityHeaders(fastify, httpsOf(env));
  limitRequests(fastify, env);
  useBodyParsers(app);
  await serveAssets(fastify, publicFolder());
  await app.init();
  assertDeclared(app.get(Routes).all());
  await fastify.ready();
  return app;
}

function fastifyAdapter(env: Env): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: env.TRUSTED_PROXY ?? false,
    bodyLimit: BODY_LIMIT,
    multipart: UPLOADS,
    genReqId: () => randomUUID(),
    requestTimeout: 60_000,
    // An address that cannot be decoded reaches no route, and so no filter.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setPageHeaders(request, reply, httpsOf(env));
      answerProblem(httpProblem(error), request, reply, env);
    },
    logger: false,
    // As long as a request's head may be: whoever reads a part of an address says itself what is too long.
    routerOptions: { maxParamLength: 16_384 },
  });
}

function httpsOf({ PUBLIC_URL }: Env): { https: boolean } {
  return { https: PUBLIC_URL.startsWith('https:') };
}
