import { Body, Controller, Param, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { type FollowUpKind, FollowUpsService } from './follow-ups.service.js';
import { releaseAnswer } from './release-answers.js';
import { type ReleaseDetail, releaseDetail } from './release-json.js';
import { newestVersion } from './releases.service.js';

const id = z.string().regex(/^[\w-]{1,64}$/);
const noticeFields = z.object({ notice: z.string().trim().max(4000).default('') });
interface Notice {
  notice: string;
}

/** Begins corrections, updates, holds and kills. Each answers with the new version, a draft. */
@Controller('api/releases/:id')
export class FollowUpsApiController {
  constructor(
    private readonly source: DataSource,
    private readonly followUps: FollowUpsService,
  ) {}

  @Post('corrections')
  @Permit('releases.write')
  @Answers(releaseAnswer)
  correct(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: noticeFields }) { notice }: Notice,
  ): Promise<ReleaseDetail> {
    return this.start(actor, publicId, 'correction', notice);
  }

  @Post('updates')
  @Permit('releases.write')
  @Answers(releaseAnswer)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: noticeFields }) { notice }: Notice,
  ): Promise<ReleaseDetail> {
    return this.start(actor, publicId, 'update', notice);
  }

  @Post('holds')
  @Permit('releases.write')
  @Answers(releaseAnswer)
  hold(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: noticeFields }) { notice }: Notice,
  ): Promise<ReleaseDetail> {
    return this.start(actor, publicId, 'hold', notice);
  }

  @Post('kills')
  @Permit('releases.write')
  @Answers(releaseAnswer)
  kill(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: noticeFields }) { notice }: Notice,
  ): Promise<ReleaseDetail> {
    return this.start(actor, publicId, 'kill', notice);
  }

  private async start(
    actor: Actor,
    publicId: string,
    kind: FollowUpKind,
    notice: string,
  ): Promise<ReleaseDetail> {
    const { releaseId } = await newestVersion(this.source.manager, publicId);
    const { id: versionId } = await this.followUps.start(actor, releaseId, kind, notice);
    return releaseDetail(this.source.manager, versionId);
  }
}
