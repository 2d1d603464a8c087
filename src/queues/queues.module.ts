import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { type QueueSettings, queueConnection } from './queue-connection.js';

/** Failed jobs are kept for a look; the work itself is found again by the sweep. */
const KEEP_FAILED = 500;

@Module({})
export class QueuesModule {
  static with(settings: QueueSettings): DynamicModule {
    return {
      module: QueuesModule,
      global: true,
      imports: [
        BullModule.forRoot({
          connection: queueConnection(settings),
          defaultJobOptions: { removeOnComplete: true, removeOnFail: KEEP_FAILED },
        }),
      ],
    };
  }
}
