import { Module } from '@nestjs/common';
import { PreflightModule } from '../delivery/preflight.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { ArmController } from './arm.controller.js';
import { ComposeAssetsController } from './compose-assets.controller.js';
import { ComposeEmbargoController } from './compose-embargo.controller.js';
import { ComposeExtras } from './compose-extras.service.js';
import { ComposeHistoryController } from './compose-history.controller.js';
import { ComposeKeepService } from './compose-keep.service.js';
import { ComposeController } from './compose.controller.js';
import { ComposeService } from './compose-save.service.js';
import { ComposeUploads } from './compose-upload.js';
import { DeskPreview } from './preview-desk.service.js';
import { MeasuringController } from './measuring.controller.js';
import { PreviewController } from './preview.controller.js';
import { RehearsalController } from './rehearsal.controller.js';
import { ReleasesController } from './releases.controller.js';
import { ReleasesFollowUpController } from './releases-follow-up.controller.js';
import { ReleasesReviewController } from './releases-review.controller.js';

/** The desk's pages about releases: the list, writing, preview, review, arming, and what follows. */
@Module({
  imports: [ReleasesModule, PreflightModule, DispatchModule],
  controllers: [
    ReleasesController,
    ComposeAssetsController,
    ComposeController,
    ComposeEmbargoController,
    ComposeHistoryController,
    PreviewController,
    ReleasesReviewController,
    RehearsalController,
    ArmController,
    MeasuringController,
    ReleasesFollowUpController,
  ],
  providers: [ComposeService, ComposeUploads, ComposeExtras, ComposeKeepService, DeskPreview],
})
export class ReleasesDeskModule {}
