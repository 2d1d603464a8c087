import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { ContactsModule } from './contacts/contacts.module.js';
import { dataSourceOptions } from './database/data-source.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { DispatchDeskModule } from './desk/dispatch-desk.module.js';
import { ReleasesDeskModule } from './desk/releases-desk.module.js';
import { PressListDeskModule } from './desk/press-list-desk.module.js';
import { BounceDeskModule } from './desk/bounce-desk.module.js';
import { SearchDeskModule } from './desk/search-desk.module.js';
import { StaffDeskModule } from './desk/staff-desk.module.js';
import { PreflightModule } from './delivery/preflight.module.js';
import { TransactionalMailModule } from './delivery/transactional-mail.module.js';
import { EngagementModule } from './engagement/engagement.module.js';
import { entities } from './entities.js';
import { HttpModule } from './http/http.module.js';
import { NewsroomModule } from './newsroom/newsroom.module.js';
import type { Log } from './ops/log.js';
import { LogModule } from './ops/log.module.js';
import { OpsModule } from './ops/ops.module.js';
import { QueuesModule } from './queues/queues.module.js';
import { ReleasesModule } from './releases/releases.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';
import { StatsModule } from './stats/stats.module.js';
import { UsersModule } from './users/users.module.js';

/** The features of the web process. A new feature adds its module here. */
export const features: Type[] = [
  UsersModule,
  AuthModule,
  TransactionalMailModule,
  AuditModule,
  OpsModule,
  ContactsModule,
  SubscriptionsModule,
  ReleasesModule,
  EngagementModule,
  PreflightModule,
  DispatchModule,
  StatsModule,
  StaffDeskModule,
  SearchDeskModule,
  BounceDeskModule,
  PressListDeskModule,
  NewsroomModule,
  DispatchDeskModule,
  ReleasesDeskModule,
];

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
          // Errors are logged where they are answered; TypeORM's own lines carry the parameters.
          logging: false,
        }),
        QueuesModule.with({ redisUrl: env.REDIS_URL, databaseUrl: databaseUrl(env) }),
        HttpModule,
        ...new Set([...features, ...more]),
      ],
    };
  }
}

function databaseUrl(env: Env): string {
  if (!env.DATABASE_URL)
    throw new Error('DATABASE_URL is missing: the web process needs a PostgreSQL to connect to.');
  return env.DATABASE_URL;
}
