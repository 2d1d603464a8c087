import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module.js';
import { ContactErasingService } from './contact-erasing.service.js';
import { ContactMergingService } from './contact-merging.service.js';
import { ContactSubscriptionsController } from './contact-subscriptions.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { TopicsController } from './topics.controller.js';
import { TopicsService } from './topics.service.js';

/** Topics, who follows what, and the journalists' own say. */
@Module({
  imports: [ContactsModule],
  controllers: [TopicsController, ContactSubscriptionsController],
  providers: [TopicsService, SubscriptionsService, ContactMergingService, ContactErasingService],
  exports: [TopicsService, SubscriptionsService, ContactMergingService, ContactErasingService],
})
export class SubscriptionsModule {}
