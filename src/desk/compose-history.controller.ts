import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { historyOf } from '../releases/release-history.js';
import { ComposeService } from './compose-save.service.js';
import { compareSaves } from './compose-history.js';
import { historyPage } from './compose-history-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { openRelease, releasePath } from './releases-open.js';

const revision = z.coerce.number().int().positive().optional().catch(undefined);
const historyQuery = z.object({ from: revision, to: revision });

/** Every save of a version, and what changed between two of them. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases/:id/history')
export class ComposeHistoryController {
  constructor(
    private readonly source: DataSource,
    private readonly compose: ComposeService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @Query({ schema: historyQuery }) asked: z.output<typeof historyQuery>,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
  ) {
    const { manager } = this.source;
    const release = await openRelease(manager, id, actor);
    const saves = await historyOf(manager, release.version.id);
    const rows = await manager.query<{ id: number; name: string }[]>(`select id, name from topic`);
    const topics = new Map(rows.map((topic) => [topic.id, topic.name]));
    const comparison = compareSaves(saves, asked, topics);
    return historyPage({ shell, release, saves, comparison, zone: this.env.NEWSROOM_ZONE });
  }

  /** Makes the words of an older save the present ones again. */
  @Post(':revision')
  @Permit('releases.write')
  async putBack(
    @Param('id') id: string,
    @Param('revision', { schema: z.coerce.number().int().positive() }) number: number,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { version } = await openRelease(this.source.manager, id, actor);
    try {
      await this.compose.putBack(actor, version.id, number);
      setFlash(reply, 'ok', 'The older words are back, as a new save. The others are still in the history.');
    } catch (error) {
      const { status, errors } = formErrors(error);
      if (status === 404) throw error;
      setFlash(reply, 'stop', Object.values(errors).join(' '));
    }
    reply.redirect(`${releasePath(id)}/history`, 303);
  }
}
