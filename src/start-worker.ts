import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Env } from './config/env.js';
import { createLog, NestLog } from './ops/log.js';
import { WorkerModule } from './worker.module.js';

/** Starts sweeping, claiming and transmitting. Closing it stops claiming and finishes what is in flight. */
export async function startWorker(env: Env): Promise<INestApplicationContext> {
  const { DATABASE_URL } = env;
  if (!DATABASE_URL) throw new Error('DATABASE_URL is missing: the worker needs a PostgreSQL to connect to.');
  return NestFactory.createApplicationContext(WorkerModule.with({ ...env, DATABASE_URL }), {
    logger: new NestLog(createLog(env.LOG_LEVEL)),
    abortOnError: false,
  });
}
