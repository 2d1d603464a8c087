import { Module } from '@nestjs/common';
import { BouncesApiController } from './bounces-api.controller.js';
import { BouncesService } from './bounces.service.js';
import { DestinationsApiController } from './destinations-api.controller.js';
import { AMAZON, HooksController } from './hooks.controller.js';
import { fetchFromAmazon, remembering } from './providers/fetch-from-amazon.js';
import { WebhookIntake } from './webhook-intake.js';
import { DestinationsService } from './destinations.service.js';
import { KeptMailsService } from './kept-mails.service.js';
import { MailHistoryService } from './mail-history.service.js';

/** What the web process knows of bounces: looking, undoing, resting a destination, and the providers' webhooks. */
@Module({
  controllers: [BouncesApiController, DestinationsApiController, HooksController],
  providers: [
    BouncesService,
    DestinationsService,
    KeptMailsService,
    MailHistoryService,
    WebhookIntake,
    { provide: AMAZON, useFactory: () => remembering(fetchFromAmazon) },
  ],
  exports: [BouncesService, DestinationsService, KeptMailsService, MailHistoryService],
})
export class BouncesModule {}
