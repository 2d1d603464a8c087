import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { AudiencesDeskController } from './audiences.controller.js';
import { ContactsDeskController } from './contacts.controller.js';
import { ImportsDeskController } from './imports.controller.js';
import { TopicsDeskController } from './topics.controller.js';

/** The desk's pages about the press list: contacts, imports, topics, audiences. */
@Module({
  imports: [ContactsModule, SubscriptionsModule, ReleasesModule],
  controllers: [AudiencesDeskController, ContactsDeskController, ImportsDeskController, TopicsDeskController],
})
export class PressListDeskModule {}
