import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { DispatchesApiController } from './dispatches-api.controller.js';
import { DispatchService } from './dispatch.service.js';
import { DISPATCH_QUEUE, DispatchWake } from './dispatch-wake.js';
import { DoubtsService } from './doubts.service.js';
import { LiftEarlyService } from './lift-early.service.js';

/** What arms and steers dispatches; in the web process. */
@Module({
  imports: [BullModule.registerQueue({ name: DISPATCH_QUEUE })],
  controllers: [DispatchesApiController],
  providers: [DispatchService, DispatchWake, DoubtsService, LiftEarlyService],
  exports: [DispatchService, DoubtsService, LiftEarlyService],
})
export class DispatchModule {}
