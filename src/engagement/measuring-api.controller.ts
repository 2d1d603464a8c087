import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { chooseMeasuring, isReleaseMeasured } from './release-measuring.js';

const publicId = z.string().regex(/^[\w-]{1,64}$/);
const choice = z.object({ measured: z.boolean() });
const measuringAnswer = z.object({
  /** Of the organisation: whose opens and clicks are counted. */
  setting: z.enum(['off', 'agreed', 'everyone']),
  /** Of this release: false means never. */
  measured: z.boolean(),
});

/** Whether opens and clicks of a release are counted. */
@Controller('api/releases/:id/measuring')
export class MeasuringApiController {
  constructor(
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Permit('releases.read')
  @Answers(measuringAnswer)
  async read(@Param('id', { schema: publicId }) id: string) {
    return {
      setting: this.env.MEASURE,
      measured: await isReleaseMeasured(this.database.manager, id),
    };
  }

  /** 409 once its mails are made. */
  @Put()
  @Permit('releases.write')
  @Answers(measuringAnswer)
  async choose(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: publicId }) id: string,
    @Body({ schema: choice }) { measured }: z.infer<typeof choice>,
  ) {
    await chooseMeasuring(this.database, actor, id, measured);
    return this.read(id);
  }
}
