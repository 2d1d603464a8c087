import { Module } from '@nestjs/common';
import { ApprovalsService } from './approvals.service.js';
import { AssetsApiController } from './assets-api.controller.js';
import { AssetsService } from './assets.service.js';
import { EarlyAccessService } from './early-access.service.js';
import { EmbargoService } from './embargo.service.js';
import { FollowUpsApiController } from './follow-ups-api.controller.js';
import { FollowUpsService } from './follow-ups.service.js';
import { KeptTextsApiController } from './kept-texts-api.controller.js';
import { KeptTextsService } from './kept-texts.service.js';
import { LinkChecks } from './link-checks.service.js';
import { ReleasesApiController } from './releases-api.controller.js';
import { ReleasesService } from './releases.service.js';

const services = [
  ReleasesService,
  ApprovalsService,
  EmbargoService,
  FollowUpsService,
  AssetsService,
  EarlyAccessService,
  KeptTextsService,
  LinkChecks,
];

/** Writing, approving and scheduling releases, and their pictures and files. */
@Module({
  controllers: [ReleasesApiController, FollowUpsApiController, AssetsApiController, KeptTextsApiController],
  providers: services,
  exports: services,
})
export class ReleasesModule {}
