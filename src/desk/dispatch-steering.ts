import { Injectable } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { LiftEarlyService } from '../dispatch/lift-early.service.js';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { invalid } from '../errors/domain-error.js';
import type { EmbargoDescription } from '../releases/describe-embargo.js';
import { EmbargoService } from '../releases/embargo.service.js';
import type { WallTime } from '../releases/embargo.js';
import { type FollowUpKind, FollowUpsService } from '../releases/follow-ups.service.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';
import { DataSource } from 'typeorm';
import { timeText } from '../web/components/time.js';
import type { SteeringAction } from './dispatch-buttons.js';

/** Where to go after an action, and what to say there. */
export interface Steered {
  path: string;
  done: string;
}

/** What was typed on the page of an action, where it asks for something. */
export interface SteeringInput {
  notice: string;
  lift?: WallTime | undefined;
}

/** What the buttons of a dispatch do, by the services that the API uses too. */
@Injectable()
export class DispatchSteering {
  constructor(
    private readonly dispatches: DispatchService,
    private readonly early: LiftEarlyService,
    private readonly followUps: FollowUpsService,
    private readonly embargoes: EmbargoService,
    private readonly database: DataSource,
  ) {}

  async steer(
    actor: Actor,
    action: SteeringAction,
    progress: DispatchProgress,
    { notice, lift }: SteeringInput,
  ): Promise<Steered> {
    const { id } = progress;
    const path = `/desk/dispatches/${id}`;
    switch (action) {
      case 'pause':
        await this.dispatches.pause(actor, id);
        return { path, done: 'Paused. Nothing more leaves until somebody resumes.' };
      case 'resume':
        await this.dispatches.resume(actor, id);
        return { path, done: 'It goes on.' };
      case 'stop':
        await this.dispatches.stop(actor, id);
        return { path, done: 'Stopped. The account below says who had it already.' };
      case 'forward':
        return this.bringForward(actor, progress, lift);
      case 'lift':
        await this.early.liftNow(actor, id);
        return { path, done: 'The embargo is lifted. Everything opens now.' };
      case 'correct':
        return this.follow(actor, progress, 'correction', notice);
      case 'kill':
        return this.kill(actor, progress, notice);
    }
  }

  /** A new lift in every zone that matters, before anybody confirms it. Throws as bringing forward to it would. */
  async readNewLift({ id, versionId }: DispatchProgress, lift: WallTime): Promise<EmbargoDescription | null> {
    const time = await this.early.newLift(id, lift);
    const version = await this.database.manager.findOneByOrFail(ReleaseVersion, { id: versionId });
    return this.embargoes.describe(version, time);
  }

  private async bringForward(actor: Actor, { id }: DispatchProgress, lift?: WallTime): Promise<Steered> {
    if (!lift) throw invalid('lift', 'Say when it is to lift.');
    const { liftAt } = await this.early.bringForward(actor, id, lift);
    const times = [lift.zone, 'UTC'].map((zone) => timeText(liftAt, zone, 'full', 'en-GB'));
    return { path: `/desk/dispatches/${id}`, done: `It lifts on ${[...new Set(times)].join(', that is ')}.` };
  }

  /** Stopping comes first and stands, even if the notice cannot be begun. */
  private async kill(actor: Actor, progress: DispatchProgress, notice: string): Promise<Steered> {
    if (progress.state !== 'finished' && progress.state !== 'stopped')
      await this.dispatches.stop(actor, progress.id);
    return this.follow(actor, progress, 'kill', notice);
  }

  private async follow(
    actor: Actor,
    progress: DispatchProgress,
    kind: FollowUpKind,
    notice: string,
  ): Promise<Steered> {
    const { releaseId } = await this.database.manager.findOneByOrFail(ReleaseVersion, {
      id: progress.versionId,
    });
    await this.followUps.start(actor, releaseId, kind, notice);
    const word = kind === 'kill' ? 'kill notice' : 'correction';
    return {
      path: `/desk/releases/${progress.publicId}`,
      done: `The ${word} is begun as a draft. It leaves once it is approved and armed.`,
    };
  }
}
