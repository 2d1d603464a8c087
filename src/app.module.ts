import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { dataSourceOptions } from './database/data-source.js';
import { entities } from './entities.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { PagesInterceptor } from './http/pages.js';
import { SchemaPipe } from './http/schema.pipe.js';
import type { Log } from './ops/log.js';
import { LogModule } from './ops/log.module.js';
import { OpsModule } from './ops/ops.module.js';
import { UsersModule } from './users/users.module.js';

/** The features of the web process. A new feature adds its module here. */
export const features: Type[] = [UsersModule, AuthModule, OpsModule];

/** The web process: settings, database, log, and every feature with its routes. */
@Module({})
export class AppModule {
  static with(env: Env, log: Log, more: Type[]): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(env),
        LogModule.with(log),
        TypeOrmModule.forRoot({
          ...dataSourceOptions(databaseUrl(env), entities, env.DATABASE_POOL),
          retryAttempts: 0,
        }),
        DiscoveryModule,
        ...new Set([...features, ...more]),
      ],
      providers: [
        { provide: APP_FILTER, useClass: HttpErrorFilter },
        { provide: APP_INTERCEPTOR, useClass: PagesInterceptor },
        { provide: APP_PIPE, useClass: SchemaPipe },
      ],
    };
  }
}

function databaseUrl(env: Env): string {
  if (!env.DATABASE_URL)
    throw new Error('DATABASE_URL is missing: the web process needs a PostgreSQL to connect to.');
  return env.DATABASE_URL;
}
