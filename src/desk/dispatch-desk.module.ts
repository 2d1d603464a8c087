import { Module } from '@nestjs/common';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarFeeds } from './calendar-feeds.service.js';
import { DispatchActionsController } from './dispatch-actions.controller.js';
import { DispatchDoubtsController } from './dispatch-doubts.controller.js';
import { DispatchRecipientsController } from './dispatch-recipients.controller.js';
import { DispatchSteering } from './dispatch-steering.js';
import { DispatchWatch } from './dispatch-watch.js';
import { DispatchesController } from './dispatches.controller.js';
import { StatisticsController } from './statistics.controller.js';
import { OverviewController } from './overview.controller.js';

/** The desk's pages about sending: the morning's overview, the calendar, dispatches live, statistics. */
@Module({
  imports: [DispatchModule, ReleasesModule],
  controllers: [
    OverviewController,
    CalendarController,
    StatisticsController,
    DispatchesController,
    DispatchRecipientsController,
    DispatchDoubtsController,
    DispatchActionsController,
  ],
  providers: [DispatchWatch, DispatchSteering, CalendarFeeds],
})
export class DispatchDeskModule {}
