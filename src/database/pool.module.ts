import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { openPool } from './pool.js';

/** Injection token of the plain pool: `@Inject(POOL) pool: Pool`. */
export const POOL = Symbol('POOL');

@Global()
@Module({})
export class PoolModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  static with(url: string, max: number): DynamicModule {
    return {
      module: PoolModule,
      providers: [{ provide: POOL, useFactory: () => openPool(url, max) }],
      exports: [POOL],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
