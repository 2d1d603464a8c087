import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { DomainError, invalid } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { EmbargoService } from '../releases/embargo.service.js';
import { isReleaseMeasured } from '../engagement/release-measuring.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { armAudience } from './arm-audience.js';
import { armPage } from './arm-page.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { DeskPreview } from './preview-desk.service.js';
import { type OpenRelease, openRelease } from './releases-open.js';

const armForm = z.object({
  hash: z.string().max(64).default(''),
  count: z.string().max(12).default(''),
  confirm: z.string().trim().max(40).default(''),
});
type ArmForm = z.output<typeof armForm>;

/** Arming: the page says exactly what will happen and to how many, and confirms that and nothing else. */
@Pages()
@Permit('dispatch.arm')
@Controller('desk/releases/:id/arm')
export class ArmController {
  constructor(
    private readonly source: DataSource,
    private readonly dispatches: DispatchService,
    private readonly embargoes: EmbargoService,
    private readonly preview: DeskPreview,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Shell() shell: DeskShell, @CurrentActor() actor: Staff) {
    return this.page(shell, await openRelease(this.source.manager, id, actor), EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  async arm(
    @Param('id') id: string,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const release = await openRelease(this.source.manager, id, actor);
    const form = readForm(armForm, body);
    try {
      if (!form.ok) throw new DomainError('invalid', 'This form is not complete.', form.errors);
      refuseUnconfirmed(release, form.data);
      const dispatch = await this.dispatches.arm(actor, release.version.id);
      setFlash(
        reply,
        'ok',
        release.version.embargoAt ? 'Armed. Nothing leaves before the lift.' : 'It is on its way.',
      );
      reply.redirect(`/desk/dispatches/${dispatch.id}`, 303);
      return undefined;
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.page(shell, release, refusedForm(body, errors));
    }
  }

  private async page(shell: DeskShell, release: OpenRelease, form: FormState): Promise<string> {
    const { manager } = this.source;
    return armPage({
      ...{ shell, release, form, zone: this.env.NEWSROOM_ZONE },
      audience: await armAudience(manager, release.version),
      meaning: await this.embargoes.describe(release.version),
      report: await this.preview.preflight(release),
      measuring: {
        setting: this.env.MEASURE,
        isMeasured: await isReleaseMeasured(manager, release.publicId),
      },
    });
  }
}

/** What the person read must be what is armed. */
function refuseUnconfirmed({ version }: OpenRelease, { hash, count, confirm }: ArmForm): void {
  if (hash !== version.contentHash.toString('hex'))
    throw new DomainError(
      'conflict',
      'This release was changed after you opened this page. Read it again, then arm.',
    );
  if (version.embargoAt !== null) return;
  if (confirm.replaceAll(/[\s,.]/g, '') !== count || count === '')
    throw invalid('confirm', `Type the number of journalists who get it now: ${count}.`);
}
