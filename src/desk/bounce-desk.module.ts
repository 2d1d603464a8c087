import { Module } from '@nestjs/common';
import { BouncesModule } from '../bounces/bounces.module.js';
import { ContactsModule } from '../contacts/contacts.module.js';
import { BouncesController } from './bounces.controller.js';
import { DestinationsController } from './destinations.controller.js';
import { SuppressionsDeskController } from './suppressions.controller.js';

/** The desk's pages about what came back: bounces, destinations, suppressions. */
@Module({
  imports: [BouncesModule, ContactsModule],
  controllers: [BouncesController, DestinationsController, SuppressionsDeskController],
})
export class BounceDeskModule {}
