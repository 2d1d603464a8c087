import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Staff } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { Pages } from '../http/pages.js';
import { Routes } from '../http/routes.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { newestVersions } from './releases-languages.js';
import { openRelease, releasePath } from './releases-open.js';
import { rehearse } from './rehearsal-mails.js';
import { rehearsalPage } from './rehearsal-page.js';
import { rehearsalPlan } from './rehearsal-plan.js';

const rehearseForm = z.object({ mails: z.coerce.number().int().min(1).max(25).catch(1) });

/** A release's whole plan before it is armed, and its mails in the local mailbox. Nothing leaves the machine. */
@Pages()
@Permit('releases.read')
@Controller('desk/releases/:id/rehearsal')
export class RehearsalController {
  constructor(
    private readonly source: DataSource,
    private readonly routes: Routes,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Staff,
    @Req() request: FastifyRequest,
  ) {
    const { manager } = this.source;
    const release = await openRelease(manager, id, actor);
    return rehearsalPage({
      ...{ shell, release, zone: this.env.NEWSROOM_ZONE },
      plan: await rehearsalPlan(manager, release.version),
      hasMailbox: this.hasMailbox(request),
    });
  }

  @Post()
  @Permit('releases.write')
  async rehearse(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Staff,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { manager } = this.source;
    const { version } = await openRelease(manager, id, actor);
    if (!this.hasMailbox(request))
      throw new DomainError(
        'conflict',
        'This instance sends through a mail server and has no local mailbox. A rehearsal would reach real people, so there is none.',
      );
    const { mails } = rehearseForm.parse(body ?? {});
    const versions = await newestVersions(manager, version);
    const written = await rehearse(manager, this.env, versions, mails);
    const said = written === 1 ? 'One mail is' : `${written} mails are`;
    if (written > 0) setFlash(reply, 'ok', `${said} in the local mailbox. Nobody else got any.`);
    else setFlash(reply, 'hold', 'Nobody would get it now, so there was no mail to write.');
    reply.redirect(`${releasePath(id)}/rehearsal`, 303);
  }

  /** The mailbox's pages are part of an instance only if it has one. */
  private hasMailbox({ staff }: FastifyRequest): boolean {
    return this.routes.opensFor(staff, '/mailbox');
  }
}
