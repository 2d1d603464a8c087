import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Temporal } from 'temporal-polyfill';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { idParam } from '../contacts/contacts.controller.js';
import { findContact } from '../contacts/contacts.service.js';
import { Outlet } from '../contacts/outlet.entity.js';
import { trustHolders, waitingRequest, waitingRequests } from '../contacts/trust-lists.js';
import { TrustService } from '../contacts/trust.service.js';
import { Pages } from '../http/pages.js';
import { databaseNow } from '../releases/database-now.js';
import {
  type Telling,
  toldDecision,
  TrustDecisionsService,
} from '../subscriptions/trust-decisions.service.js';
import { may } from '../users/may.js';
import { type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { trustContactPage } from './trust-contact-page.js';
import { earlyReleasesOf, staffNames } from './trust-history.js';
import { trustListPage, trustPath } from './trust-list-page.js';
import { EVENT_LOOKS } from './trust-words.js';

const TELLING: Record<Telling, string> = {
  told: ' The journalist was told.',
  'not asked to': '',
  'no mail to this address': ' The journalist was not told: no mail goes to this address.',
  'not sent': ' The journalist was not told: the mail could not be handed over.',
};

/** Early access at the desk: who asks for it, who has it, what was decided. */
@Pages()
@Controller('desk')
export class TrustDeskController {
  private readonly form;

  constructor(
    private readonly source: DataSource,
    private readonly trust: TrustService,
    private readonly decisions: TrustDecisionsService,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.form = decisionForm(env.NEWSROOM_ZONE);
  }

  @Get('early-access')
  @Permit('contacts.read')
  async list(@Shell() shell: DeskShell): Promise<string> {
    const { manager } = this.source;
    return trustListPage({
      shell,
      requests: await waitingRequests(manager),
      holders: await trustHolders(manager),
      zone: this.env.NEWSROOM_ZONE,
      now: await databaseNow(manager),
    });
  }

  @Get('contacts/:id/trust')
  @Permit('contacts.read')
  show(
    @Param('id', { schema: idParam }) id: number,
    @Shell() shell: DeskShell,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.page(shell, id, request);
  }

  @Post('contacts/:id/trust')
  @HttpCode(200)
  @Permit('contacts.write')
  async decide(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const form = readForm(this.form, body);
    if (!form.ok) {
      reply.status(422);
      return this.page(shell, id, request, form);
    }
    try {
      const { telling } = await this.decisions.decide(actor, id, form.data);
      const tone = telling === 'not sent' ? 'hold' : 'ok';
      setFlash(reply, tone, `${EVENT_LOOKS[form.data.kind].word}.${TELLING[telling]}`);
      void reply.redirect(trustPath(id), 303);
      return undefined;
    } catch (error) {
      const { status, errors } = formErrors(error);
      reply.status(status);
      return this.page(shell, id, request, refusedForm(body, errors));
    }
  }

  private async page(
    shell: DeskShell,
    id: number,
    request: FastifyRequest,
    form?: FormState,
  ): Promise<string> {
    const { manager } = this.source;
    const contact = await findContact(manager, id);
    const ledger = await this.trust.ledger(id);
    const { outletId } = contact;
    const outlet = outletId === null ? null : await manager.findOneBy(Outlet, { id: outletId });
    return trustContactPage({
      shell,
      contact,
      outlet: outlet?.name ?? null,
      request: await waitingRequest(manager, id),
      ledger,
      staff: await staffNames(
        manager,
        ledger.flatMap((event) => event.byUserId ?? []),
      ),
      releases: await earlyReleasesOf(manager, id),
      zone: this.env.NEWSROOM_ZONE,
      now: await databaseNow(manager),
      mayDecide: request.account !== undefined && may(request.account.role, 'contacts.write'),
      ...(form && { form }),
    });
  }
}

/** As the form sends it: a day of the newsroom for the end, `on` for a ticked box. */
function decisionForm(zone: string) {
  return z.preprocess((sent) => {
    const { until, tell, ...rest } = sent as Record<string, unknown>;
    return { ...rest, until: until === undefined ? null : startOf(until, zone), tell: tell === 'on' };
  }, toldDecision);
}

/** The instant at which a day begins in the newsroom; what is no day is left for the schema to refuse. */
function startOf(day: unknown, zone: string): unknown {
  if (!z.iso.date().safeParse(day).success) return day;
  return Temporal.PlainDate.from(String(day)).toZonedDateTime(zone).toInstant().toString();
}
