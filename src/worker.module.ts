import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { BounceIntake } from './bounces/bounce-intake.js';
import { ReplyForwarding } from './bounces/forward-reply.js';
import { ImapSource } from './bounces/imap-source.js';
import { IntakeTimer } from './bounces/intake-timer.js';
import { MailReader } from './bounces/mail-reader.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { DataSourceModule } from './database/data-source.module.js';
import { PoolModule } from './database/pool.module.js';
import { DELIVERY_QUEUE, URGENT_QUEUE } from './delivery/delivery-queue.js';
import { DeliveryProcessor, UrgentDeliveryProcessor } from './delivery/delivery.processor.js';
import { DeliveryWorker } from './delivery/delivery-worker.js';
import { ReleaseMails } from './delivery/release-mails.js';
import { TransactionalMailModule } from './delivery/transactional-mail.module.js';
import { EarlyOffers } from './dispatch/early-offers.js';
import { EarlyOffersTimer } from './dispatch/early-offers-timer.js';
import { Digests } from './dispatch/digests.js';
import { DigestsTimer } from './dispatch/digests-timer.js';
import { DispatchProcessor } from './dispatch/dispatch.processor.js';
import { DISPATCH_QUEUE } from './dispatch/dispatch-wake.js';
import { DueChunks } from './dispatch/due-chunks.js';
import { Sweep } from './dispatch/sweep.js';
import { TellReceivers } from './dispatch/tell-receivers.js';
import { MeasuringTimer } from './engagement/measuring-timer.js';
import { entities } from './entities.js';
import { createLog, type Log } from './ops/log.js';
import { LogModule } from './ops/log.module.js';
import { QueuesModule } from './queues/queues.module.js';
import { Notices } from './subscriptions/notices.js';
import { SelfServiceTimer } from './subscriptions/self-service-timer.js';

/** The sending process: sweeps, claims, transmits. Any number of them share the work. */
@Module({})
export class WorkerModule {
  static with(env: Env & { DATABASE_URL: string }, log: Log = createLog(env.LOG_LEVEL)): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(env),
        DataSourceModule.with(env.DATABASE_URL, entities, 4),
        LogModule.with(log),
        PoolModule.with(env.DATABASE_URL, 6),
        QueuesModule.with({ redisUrl: env.REDIS_URL, databaseUrl: env.DATABASE_URL }),
        TransactionalMailModule,
        BullModule.registerQueue({ name: DISPATCH_QUEUE }, { name: DELIVERY_QUEUE }, { name: URGENT_QUEUE }),
      ],
      providers: [
        ReleaseMails,
        DeliveryWorker,
        DeliveryProcessor,
        UrgentDeliveryProcessor,
        DueChunks,
        Sweep,
        TellReceivers,
        DispatchProcessor,
        EarlyOffers,
        EarlyOffersTimer,
        Digests,
        DigestsTimer,
        MeasuringTimer,
        Notices,
        SelfServiceTimer,
        MailReader,
        BounceIntake,
        ReplyForwarding,
        IntakeTimer,
        ImapSource,
      ],
    };
  }
}
