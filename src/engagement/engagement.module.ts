import { Module } from '@nestjs/common';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { EngagementController } from './engagement.controller.js';
import { MeasuringApiController } from './measuring-api.controller.js';
import { ReadingRecorder } from './reading-recorder.js';

/** Counted links and the picture in mails: what is asked for is answered here and counted, together and never by name. */
@Module({
  imports: [SubscriptionsModule],
  controllers: [EngagementController, MeasuringApiController],
  providers: [ReadingRecorder],
})
export class EngagementModule {}
