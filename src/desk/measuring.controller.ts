import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { chooseMeasuring } from '../engagement/release-measuring.js';
import { Pages } from '../http/pages.js';
import { setFlash } from './flash.js';
import { releasePath } from './releases-open.js';

const choice = z.object({ measured: z.enum(['yes', 'no']) });

/** Whether opens and clicks of a release are counted; the button stands on its page for arming. */
@Pages()
@Permit('releases.write')
@Controller('desk/releases/:id/measuring')
export class MeasuringController {
  constructor(private readonly database: DataSource) {}

  @Post()
  async choose(
    @Param('id') id: string,
    @Body({ schema: choice }) { measured }: z.infer<typeof choice>,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await chooseMeasuring(this.database, actor, id, measured === 'yes');
    setFlash(
      reply,
      'ok',
      measured === 'yes' ? 'Opens and clicks may be counted.' : 'Opens and clicks are not counted.',
    );
    reply.redirect(`${releasePath(id)}/arm`, 303);
  }
}
