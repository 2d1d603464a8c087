import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { AudiencesDeskController } from './audiences.controller.js';
import { ContactMergesDeskController } from './contact-merges.controller.js';
import { ContactsDeskController } from './contacts.controller.js';
import { DataProtectionDeskController } from './data-protection.controller.js';
import { ImportsDeskController } from './imports.controller.js';
import { TopicsDeskController } from './topics.controller.js';
import { TrustDeskController } from './trust.controller.js';

/** The desk's pages about the press list: contacts, imports, topics, audiences, early access. */
@Module({
  imports: [ContactsModule, SubscriptionsModule, ReleasesModule],
  controllers: [
    AudiencesDeskController,
    TrustDeskController,
    ContactsDeskController,
    ContactMergesDeskController,
    DataProtectionDeskController,
    ImportsDeskController,
    TopicsDeskController,
  ],
})
export class PressListDeskModule {}
