import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { Env } from '../../src/config/env.js';
import type { Log } from '../../src/ops/log.js';
import { WorkerModule } from '../../src/worker.module.js';

/** A worker in this process. Close it before its database is dropped. */
export async function startWorker(
  env: Env & { DATABASE_URL: string },
  log?: Log,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WorkerModule.with(env, log), {
    logger: env.LOG_LEVEL === 'silent' ? false : undefined,
  });
}
