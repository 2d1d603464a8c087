import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { DispatchService } from './dispatch.service.js';
import { DISPATCH_QUEUE, DispatchWake } from './dispatch-wake.js';

/** What arms and steers dispatches; in the web process. */
@Module({
  imports: [BullModule.registerQueue({ name: DISPATCH_QUEUE })],
  providers: [DispatchService, DispatchWake],
  exports: [DispatchService],
})
export class DispatchModule {}
