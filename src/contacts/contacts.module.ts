import { Module } from '@nestjs/common';
import { AudiencesController } from './audiences.controller.js';
import { AudiencesService } from './audiences.service.js';
import { ContactsController } from './contacts.controller.js';
import { ContactsService } from './contacts.service.js';
import { ImportsController } from './import/imports.controller.js';
import { ImportsService } from './import/imports.service.js';
import { OutletsAndBeatsController } from './outlets-and-beats.controller.js';
import { SavedAudiencesController } from './saved-audiences.controller.js';
import { SuppressionsController } from './suppressions.controller.js';
import { SuppressionsService } from './suppressions.service.js';
import { TrustService } from './trust.service.js';

/** Journalists, where they work, what they cover; and whom we may not mail. */
@Module({
  controllers: [
    ContactsController,
    SuppressionsController,
    OutletsAndBeatsController,
    ImportsController,
    AudiencesController,
    SavedAudiencesController,
  ],
  providers: [ContactsService, SuppressionsService, ImportsService, TrustService, AudiencesService],
  exports: [ContactsService, SuppressionsService, ImportsService, TrustService, AudiencesService],
})
export class ContactsModule {}
