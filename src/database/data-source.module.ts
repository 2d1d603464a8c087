import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type EntityClass } from './data-source.js';

/**
 * The data source of a process without pages. Not TypeOrmModule, which keeps one list of data sources per process and
 * complains when web and worker share one.
 */
@Global()
@Module({})
export class DataSourceModule implements OnApplicationShutdown {
  constructor(private readonly source: DataSource) {}

  static with(url: string, entities: EntityClass[], poolSize: number): DynamicModule {
    return {
      module: DataSourceModule,
      providers: [
        {
          provide: DataSource,
          useFactory: () => new DataSource(dataSourceOptions(url, entities, poolSize)).initialize(),
        },
      ],
      exports: [DataSource],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
