import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { parseSecrets } from '../auth/signed-token.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { deliveryStates } from '../delivery/delivery.entity.js';
import { Answers } from '../auth/answers.js';
import { newestVersion } from '../releases/releases.service.js';
import { certificateAnswer } from './certificate-answer.js';
import { certificateKey, certificateOf, publicKeyOf } from './certificate.js';
import { DispatchService } from './dispatch.service.js';
import { dispatchStates } from './dispatch.entity.js';
import { dispatchView, listDeliveries, listDispatches, reasonsOf } from './dispatch-views.js';
import { LiftEarlyService } from './lift-early.service.js';

const id = z.coerce.number().int().positive();
const publicId = z.string().regex(/^[\w-]{1,64}$/);
const when = z.date();

const account = z.object({
  frozen: z.number(),
  accepted: z.number(),
  refused: z.number(),
  suppressed: z.number(),
  cancelled: z.number(),
  in_doubt: z.number(),
  deferred: z.number(),
  transmitting: z.number(),
  pending: z.number(),
});
const dispatchAnswer = z.object({
  id: z.number(),
  publicId: z.string(),
  versionId: z.number(),
  headline: z.string(),
  kind: z.string(),
  state: z.enum(dispatchStates),
  heldReason: z.string().nullable(),
  liftAt: when,
  earlyAt: when.nullable(),
  embargoZone: z.string().nullable(),
  armedAt: when,
  endedAt: when.nullable(),
  stopAfter: when.nullable(),
  pace: z.number().nullable(),
  hasStarted: z.boolean(),
  account,
});
const deliveryAnswer = z.object({
  id: z.number(),
  tier: z.string(),
  email: z.string().nullable().meta({ description: 'Null: the person was erased.' }),
  contactId: z.number(),
  name: z.string().nullable(),
  state: z.string(),
  attempt: z.number(),
  claimedAt: when.nullable(),
  settledAt: when.nullable(),
  nextAttemptAt: when.nullable(),
  replyCode: z.number().nullable(),
  replyText: z.string().nullable(),
});
const reasonAnswer = z.object({
  state: z.string(),
  code: z.number().nullable(),
  text: z.string().nullable(),
  domain: z.string(),
  count: z.number(),
});

const listQuery = z.object({
  state: z.enum(dispatchStates).optional(),
  publicId: publicId.optional(),
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const deliveriesQuery = z.object({
  state: z.enum(deliveryStates).optional(),
  search: z.string().max(200).optional(),
  after: id.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const paceBody = z.object({ perMinute: z.number().int().min(1).max(10_000_000).nullable() });
const resendBody = z.object({ deliveries: z.union([z.literal('all'), z.array(id).min(1).max(10_000)]) });
/** Lifting early has to be said in so many words. */
const liftBody = z.object({ confirm: z.literal('lift now') });
/** And so has bringing the lift forward, in other words: neither can be done by what confirms the other. */
const forwardBody = z.object({
  confirm: z.literal('bring forward'),
  wall: z.string().max(25),
  zone: z.string().max(60),
});

/** Dispatches over the API. Each change answers with the dispatch as it is then. */
@Controller('api')
export class DispatchesApiController {
  constructor(
    private readonly dispatches: DispatchService,
    private readonly early: LiftEarlyService,
    private readonly database: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Arms the newest version of a release, which needs an approval that stands. */
  @Post('releases/:publicId/dispatches')
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async arm(@CurrentActor() actor: Actor, @Param('publicId', { schema: publicId }) release: string) {
    const version = await newestVersion(this.database.manager, release);
    const { id: dispatchId } = await this.dispatches.arm(actor, version.id);
    return dispatchView(this.database.manager, dispatchId);
  }

  @Get('dispatches')
  @Permit('releases.read')
  @Answers(z.array(dispatchAnswer))
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return listDispatches(this.database.manager, query);
  }

  @Get('dispatches/:id')
  @Permit('releases.read')
  @Answers(dispatchAnswer)
  async show(@Param('id', { schema: id }) dispatchId: number) {
    return dispatchView(this.database.manager, dispatchId);
  }

  @Post('dispatches/:id/pause')
  @HttpCode(200)
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async pause(@CurrentActor() actor: Actor, @Param('id', { schema: id }) dispatchId: number) {
    await this.dispatches.pause(actor, dispatchId);
    return this.show(dispatchId);
  }

  /** Resumes after a pause; for a held dispatch it is the answer to the question why it is held. */
  @Delete('dispatches/:id/pause')
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async resume(@CurrentActor() actor: Actor, @Param('id', { schema: id }) dispatchId: number) {
    await this.dispatches.resume(actor, dispatchId);
    return this.show(dispatchId);
  }

  @Post('dispatches/:id/stop')
  @HttpCode(200)
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async stop(@CurrentActor() actor: Actor, @Param('id', { schema: id }) dispatchId: number) {
    await this.dispatches.stop(actor, dispatchId);
    return this.show(dispatchId);
  }

  @Post('dispatches/:id/lift')
  @HttpCode(200)
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async lift(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) dispatchId: number,
    @Body({ schema: liftBody }) _body: z.infer<typeof liftBody>,
  ) {
    await this.early.liftNow(actor, dispatchId);
    return this.show(dispatchId);
  }

  /** Brings the lift forward to another time that is still to come; readers with early access are told first. */
  @Put('dispatches/:id/lift')
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async bringForward(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) dispatchId: number,
    @Body({ schema: forwardBody }) { wall, zone }: z.infer<typeof forwardBody>,
  ) {
    await this.early.bringForward(actor, dispatchId, { wall, zone });
    return this.show(dispatchId);
  }

  @Put('dispatches/:id/pace')
  @Permit('dispatch.arm')
  @Answers(dispatchAnswer)
  async pace(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) dispatchId: number,
    @Body({ schema: paceBody }) { perMinute }: z.infer<typeof paceBody>,
  ) {
    await this.dispatches.setPace(actor, dispatchId, perMinute);
    return this.show(dispatchId);
  }

  /** Sends mails in doubt again, with the same Message-ID. Some people may then have the mail twice. */
  @Post('dispatches/:id/resends')
  @HttpCode(200)
  @Permit('dispatch.arm')
  @Answers(z.object({ resent: z.number() }))
  async resend(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) dispatchId: number,
    @Body({ schema: resendBody }) { deliveries }: z.infer<typeof resendBody>,
  ) {
    return { resent: await this.dispatches.resendDoubtful(actor, dispatchId, deliveries) };
  }

  @Get('dispatches/:id/deliveries')
  @Permit('contacts.read')
  @Answers(z.array(deliveryAnswer))
  async deliveries(
    @Param('id', { schema: id }) dispatchId: number,
    @Query({ schema: deliveriesQuery }) query: z.infer<typeof deliveriesQuery>,
  ) {
    return listDeliveries(this.database.manager, dispatchId, query);
  }

  @Get('dispatches/:id/reasons')
  @Permit('stats.read')
  @Answers(z.array(reasonAnswer))
  async reasons(@Param('id', { schema: id }) dispatchId: number) {
    return reasonsOf(this.database.manager, dispatchId);
  }

  /** Who got it when, and that nobody got it early; signed, and verified offline by `certificate-verify`. */
  @Get('dispatches/:id/certificate')
  @Permit('contacts.read')
  @Answers(certificateAnswer)
  async certificate(@Param('id', { schema: id }) dispatchId: number) {
    return certificateOf(this.database.manager, dispatchId, parseSecrets(this.env.DATELINE_SECRET));
  }

  /** The public key that certificates of this newsroom are signed with. */
  @Get('certificate-key')
  @Permit('releases.read')
  @Answers(z.object({ publicKey: z.string() }))
  key() {
    return { publicKey: publicKeyOf(certificateKey(parseSecrets(this.env.DATELINE_SECRET))) };
  }
}
