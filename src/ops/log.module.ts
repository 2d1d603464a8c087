import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LOG, type Log } from './log.js';

@Global()
@Module({})
export class LogModule {
  static with(log: Log): DynamicModule {
    return { module: LogModule, providers: [{ provide: LOG, useValue: log }], exports: [LOG] };
  }
}
