import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Temporal } from 'temporal-polyfill';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { EmbargoService } from '../releases/embargo.service.js';
import { may } from '../users/may.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { embargoPage } from './compose-embargo-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { type OpenRelease, openRelease, releasePath } from './releases-open.js';

const wall = z.string().max(25).optional();
const embargoForm = z.object({
  embargo: z.object({ local: wall, zone: z.string().max(60).optional() }).default({}),
  early: wall,
  stopAfter: wall,
});

/** Until when a release may not be used. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases/:id/embargo')
export class ComposeEmbargoController {
  constructor(
    private readonly source: DataSource,
    private readonly embargoes: EmbargoService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    return this.page(shell, await openRelease(this.source.manager, id, actor), actor, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  @Permit('releases.write')
  async set(
    @Param('id') id: string,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const release = await openRelease(this.source.manager, id, actor);
    const form = readForm(embargoForm, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(shell, release, actor, form);
    }
    try {
      await this.embargoes.set(actor, release.version.id, this.planOf(form.data));
      setFlash(reply, 'ok', form.data.embargo.local ? 'The embargo is set.' : 'It is for immediate release.');
      reply.redirect(`${releasePath(id)}/embargo`, 303);
      return undefined;
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.page(shell, release, actor, refusedForm(body, errors));
    }
  }

  private planOf({ embargo, early, stopAfter }: z.output<typeof embargoForm>) {
    return {
      wall: embargo.local ?? null,
      zone: embargo.zone?.trim() ?? this.env.NEWSROOM_ZONE,
      early: early ?? null,
      stopAfter: stopAfter ?? null,
    };
  }

  private async page(shell: DeskShell, release: OpenRelease, actor: Staff, form: FormState): Promise<string> {
    const { earlyAt, stopAfter, embargoZone } = release.version;
    const zone = this.env.NEWSROOM_ZONE;
    return embargoPage({
      ...{ shell, release, form, zone },
      meaning: await this.embargoes.describe(release.version),
      early: wallAt(earlyAt, embargoZone ?? zone),
      stopAfter: wallAt(stopAfter, embargoZone ?? zone),
      canChange: release.isNewest && !release.facts.generalStarted && may(actor.role, 'releases.write'),
    });
  }
}

function wallAt(at: Date | null, zone: string): string {
  if (at === null) return '';
  const moment = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return moment.toPlainDateTime().toString({ smallestUnit: 'minute' });
}
