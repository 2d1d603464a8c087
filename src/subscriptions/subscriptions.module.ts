import { Module } from '@nestjs/common';
import { parseSecrets } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { ContactsModule } from '../contacts/contacts.module.js';
import { ConfirmController } from './confirm.controller.js';
import { ConfirmationMailsService } from './confirmation-mails.service.js';
import { ConfirmingService } from './confirming.service.js';
import { ContactErasingService } from './contact-erasing.service.js';
import { ContactMergingService } from './contact-merging.service.js';
import { ContactSubscriptionsController } from './contact-subscriptions.controller.js';
import { JournalistMail } from './journalist-mail.js';
import { NoticesService } from './notices.service.js';
import { ObjectionController } from './objection.controller.js';
import { PersonalLinksController } from './personal-links.controller.js';
import { PersonalLinksService } from './personal-links.service.js';
import { PreferencesController } from './preferences.controller.js';
import { PreferencesService } from './preferences.service.js';
import { ReadingPipe } from './reading.js';
import { SIGNING_KEYS } from './signed-links.js';
import { SubscribeController } from './subscribe.controller.js';
import { SubscriptionRequestsService } from './subscription-requests.service.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { TopicsController } from './topics.controller.js';
import { TopicsService } from './topics.service.js';
import { TrustController } from './trust.controller.js';
import { TrustDecisionsService } from './trust-decisions.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

/** Topics, who follows what, and the journalists' own say. */
@Module({
  imports: [ContactsModule],
  controllers: [
    TopicsController,
    ContactSubscriptionsController,
    SubscribeController,
    ConfirmController,
    UnsubscribeController,
    PreferencesController,
    PersonalLinksController,
    TrustController,
    ObjectionController,
  ],
  providers: [
    { provide: SIGNING_KEYS, inject: [ENV], useFactory: (env: Env) => parseSecrets(env.DATELINE_SECRET) },
    TopicsService,
    SubscriptionsService,
    ContactMergingService,
    ContactErasingService,
    SubscriptionRequestsService,
    ConfirmationMailsService,
    ConfirmingService,
    PreferencesService,
    PersonalLinksService,
    TrustDecisionsService,
    NoticesService,
    JournalistMail,
    ReadingPipe,
  ],
  exports: [
    TopicsService,
    SubscriptionsService,
    ContactMergingService,
    ContactErasingService,
    ConfirmationMailsService,
    TrustDecisionsService,
    NoticesService,
    JournalistMail,
    SIGNING_KEYS,
  ],
})
export class SubscriptionsModule {}
