import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { expectedRecipients } from '../dispatch/plan-views.js';
import { type DispatchProgress, progressOf } from '../dispatch/progress-views.js';
import { Pages } from '../http/pages.js';
import type { EmbargoDescription } from '../releases/describe-embargo.js';
import type { WallTime } from '../releases/embargo.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { steeringActions, type SteeringAction } from './dispatch-buttons.js';
import { dispatchConfirmationPage, FORWARD_WORDS, LIFT_WORDS } from './dispatch-confirmations.js';
import { DispatchSteering, type SteeringInput } from './dispatch-steering.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';

const dispatchId = z.coerce.number().int().positive();
const steering = z.enum(['pause', 'resume', 'stop', 'forward', 'lift', 'correct', 'kill']);

/** Steering a dispatch: each action has a page that says what it will do, and a button there that does it. */
@Pages()
@Permit('dispatch.arm')
@Controller('desk/dispatches/:id')
export class DispatchActionsController {
  constructor(
    private readonly steering: DispatchSteering,
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get(':action')
  async confirm(
    @Param('id', { schema: dispatchId }) id: number,
    @Param('action', { schema: steering }) action: SteeringAction,
    @Shell() shell: DeskShell,
  ) {
    return this.page(id, action, shell, EMPTY_FORM);
  }

  @Post(':action')
  @HttpCode(200)
  async act(
    @Param('id', { schema: dispatchId }) id: number,
    @Param('action', { schema: steering }) action: SteeringAction,
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(INPUTS[action], body);
    if (!form.ok && action === 'forward') return this.readBack(id, shell, body, reply, form);
    if (!form.ok) return this.again(reply, 422, () => this.page(id, action, shell, form));
    try {
      const progress = await progressOf(this.database.manager, id);
      requireOffered(progress, action);
      const { path, done } = await this.steering.steer(actor, action, progress, inputOf(form.data));
      setFlash(reply, 'ok', done);
      reply.redirect(path, 303);
      return undefined;
    } catch (error) {
      const { status, errors } = formErrors(error);
      if (status === 404) throw error;
      return this.again(reply, status, () => this.page(id, action, shell, refusedForm(body, errors)));
    }
  }

  /** The first step of bringing forward: no words yet, only a time, which is said back in every zone. */
  private async readBack(
    id: number,
    shell: DeskShell,
    body: unknown,
    reply: FastifyReply,
    { values, errors }: FormState,
  ): Promise<string> {
    const time = readForm(newLift, body);
    const isFirst = values['confirm'] === undefined;
    if (!time.ok) return this.again(reply, 422, () => this.page(id, 'forward', shell, time));
    try {
      const progress = await progressOf(this.database.manager, id);
      requireOffered(progress, 'forward');
      const meaning = await this.steering.readNewLift(progress, wallTime(time.data.lift));
      const form = { values, errors: isFirst ? {} : errors };
      return await this.again(reply, isFirst ? 200 : 422, () =>
        this.page(id, 'forward', shell, form, meaning),
      );
    } catch (error) {
      const { status, errors: refusals } = formErrors(error);
      if (status === 404) throw error;
      return this.again(reply, status, () => this.page(id, 'forward', shell, { values, errors: refusals }));
    }
  }

  private async page(
    id: number,
    action: SteeringAction,
    shell: DeskShell,
    form: FormState,
    meaning: EmbargoDescription | null = null,
  ): Promise<string> {
    const { manager } = this.database;
    const progress = await progressOf(manager, id);
    const planned = progress.tiers.some((tier) => tier.frozenAt === null)
      ? await expectedRecipients(manager, id)
      : null;
    const expected = planned ? Math.max(0, planned.early + planned.general - progress.account.frozen) : 0;
    return dispatchConfirmationPage({
      shell,
      action,
      progress,
      expected,
      form,
      meaning,
      zone: this.env.NEWSROOM_ZONE,
    });
  }

  private again(reply: FastifyReply, status: number, render: () => Promise<string>): Promise<string> {
    reply.status(status);
    return render();
  }
}

const noInput = z.object({});
const noticeInput = z.object({ notice: z.string().trim().min(3).max(4000) });
const newLift = z.object({
  lift: z.object(
    { local: z.string('Say when it is to lift.').max(25), zone: z.string().max(60) },
    'Say when it is to lift.',
  ),
});
const INPUTS: Record<SteeringAction, z.ZodType> = {
  pause: noInput,
  resume: noInput,
  stop: noInput,
  lift: z.object({ confirm: z.literal(LIFT_WORDS, `Type “${LIFT_WORDS}” to lift the embargo.`) }),
  forward: newLift.extend({
    confirm: z.literal(FORWARD_WORDS, `Type “${FORWARD_WORDS}” to bring the lift forward.`),
  }),
  correct: noticeInput,
  kill: noticeInput,
};

function inputOf(data: unknown): SteeringInput {
  const input = z
    .object({
      notice: z.string().default(''),
      lift: z.object({ local: z.string(), zone: z.string() }).optional(),
    })
    .parse(data);
  return { notice: input.notice, lift: input.lift && wallTime(input.lift) };
}

function wallTime({ local, zone }: { local: string; zone: string }): WallTime {
  return { wall: local, zone };
}

/** The page may be older than what happened since. */
function requireOffered(progress: DispatchProgress, action: SteeringAction): void {
  if (steeringActions(progress).includes(action)) return;
  throw new DomainError('conflict', 'Meanwhile the dispatch has moved on, so this cannot be done any more.');
}
