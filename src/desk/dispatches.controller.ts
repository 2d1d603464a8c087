import {
  Controller,
  Get,
  Inject,
  Param,
  Query,
  Req,
  Sse,
  UseGuards,
  type MessageEvent,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable, takeUntil, timer } from 'rxjs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { dispatchStates } from '../dispatch/dispatch.entity.js';
import { listDispatches } from '../dispatch/dispatch-views.js';
import { expectedRecipients } from '../dispatch/plan-views.js';
import { Pages } from '../http/pages.js';
import type { EmbargoDescription } from '../releases/describe-embargo.js';
import { EmbargoService } from '../releases/embargo.service.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { may } from '../users/may.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { DispatchExistsGuard } from './dispatch-exists.guard.js';
import { liveFragment } from './dispatch-live.js';
import { dispatchPage, WATCH_ENDS } from './dispatch-page.js';
import { isOver, phaseOf } from './dispatch-phase.js';
import { DISPATCHES_SHOWN, dispatchesPage } from './dispatch-list-page.js';
import { type DispatchMoment, DispatchWatch } from './dispatch-watch.js';

export const dispatchId = z.coerce.number().int().positive();
const listQuery = z.object({
  state: z.enum(dispatchStates).optional().catch(undefined),
  before: dispatchId.optional().catch(undefined),
});

/** ms after which a browser has to connect again, so that somebody who was signed out does not watch on. */
const LONGEST_WATCH = 300_000;

/** What went out, what goes out, and one of them live. */
@Pages()
@Controller('desk/dispatches')
export class DispatchesController {
  constructor(
    private readonly watch: DispatchWatch,
    private readonly database: DataSource,
    private readonly embargoes: EmbargoService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('releases.read')
  async list(@Shell() shell: DeskShell, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    const limit = DISPATCHES_SHOWN + 1;
    const rows = await listDispatches(this.database.manager, { ...query, limit });
    return dispatchesPage({ shell, rows, state: query.state, zone: this.env.NEWSROOM_ZONE });
  }

  @Get(':id')
  @Permit('releases.read')
  async show(
    @Param('id', { schema: dispatchId }) id: number,
    @Shell() shell: DeskShell,
    @Req() request: FastifyRequest,
  ) {
    const moment = await this.watch.look(id);
    const isBefore = phaseOf(moment.progress) === 'waiting';
    const expected = isBefore ? await expectedRecipients(this.database.manager, id) : null;
    const meaning = isBefore ? await this.meaning(moment) : null;
    return dispatchPage({ shell, expected, meaning, ...this.live(moment, request) });
  }

  /** The same part of the page again, each time it may have changed; ends with a named event, else the browser would come again. */
  @Sse(':id/events')
  @Permit('releases.read')
  @UseGuards(DispatchExistsGuard)
  events(
    @Param('id', { schema: dispatchId }) id: number,
    @Req() request: FastifyRequest,
  ): Observable<MessageEvent> {
    return this.watch.watch(id).pipe(
      mergeMap((moment) => this.messages(moment, request)),
      takeUntil(timer(LONGEST_WATCH)),
    );
  }

  private async meaning({ progress }: DispatchMoment): Promise<EmbargoDescription | null> {
    const { manager } = this.database;
    const version = await manager.findOneByOrFail(ReleaseVersion, { id: progress.versionId });
    // The lift may have been brought forward since.
    return this.embargoes.describe(
      version,
      version.embargo && { ...version.embargo, instant: progress.liftAt },
    );
  }

  private messages(moment: DispatchMoment, request: FastifyRequest): MessageEvent[] {
    const current = { data: liveFragment(this.live(moment, request)) };
    return isOver(moment.progress) ? [current, { type: WATCH_ENDS, data: 'over' }] : [current];
  }

  private live(moment: DispatchMoment, request: FastifyRequest) {
    const maySteer = request.staff !== undefined && may(request.staff.role, 'dispatch.arm');
    return { ...moment, zone: this.env.NEWSROOM_ZONE, maySteer };
  }
}
