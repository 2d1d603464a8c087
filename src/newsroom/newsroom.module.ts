import { Module } from '@nestjs/common';
import { ReleasesModule } from '../releases/releases.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { EarlyAccessController } from './early-access.controller.js';
import { FeedsController } from './feeds.controller.js';
import { FrontPageController } from './front-page.controller.js';
import { KeptPages } from './kept-pages.js';
import { MediaController } from './media.controller.js';
import { PublicEdition } from './public-edition.js';
import { ReleasePageController } from './release-page.controller.js';
import { VerifyController } from './verify.controller.js';

/** The public pages. Everything here asks the one visibility rule of `releases`. */
@Module({
  providers: [KeptPages, PublicEdition],
  imports: [ReleasesModule, SubscriptionsModule],
  controllers: [
    FrontPageController,
    FeedsController,
    ReleasePageController,
    MediaController,
    VerifyController,
    EarlyAccessController,
  ],
})
export class NewsroomModule {}
