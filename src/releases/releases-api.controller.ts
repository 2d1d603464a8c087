import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { Answers } from '../auth/answers.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { type AudienceFilter, audienceFilter } from '../contacts/audience.js';
import { notFound } from '../errors/domain-error.js';
import { ApprovalsService } from './approvals.service.js';
import { type EmbargoPlan, EmbargoService } from './embargo.service.js';
import { embargoAnswer, releaseAnswer, releaseSummaryAnswer, savesAnswer } from './release-answers.js';
import { type DraftFields, draftFields, type NewReleaseFields, newReleaseFields } from './release-fields.js';
import { historyOf, type Save } from './release-history.js';
import { type ReleaseDetail, releaseDetail } from './release-json.js';
import { listReleases, type ReleaseSummary } from './release-summaries.js';
import { ReleasesService } from './releases.service.js';

const id = z.string().regex(/^[\w-]{1,64}$/);
const wall = z.string().max(25).nullable();
const embargoFields = z.object({
  wall,
  zone: z.string().max(60),
  early: wall.default(null),
  stopAfter: wall.default(null),
});
const edit = draftFields.extend({ revision: z.number().int().positive() });
const approvalFields = z.object({ revision: z.number().int().positive() });
const reasonFields = z.object({ reason: z.string().trim().max(2000).default('') });
const listQuery = z.object({
  search: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.date().optional(),
});

/** Releases for programs: the same services as the pages. A path names the release; changes are to its newest version. */
@Controller('api/releases')
export class ReleasesApiController {
  constructor(
    private readonly source: DataSource,
    private readonly releases: ReleasesService,
    private readonly approvals: ApprovalsService,
    private readonly embargoes: EmbargoService,
  ) {}

  @Get()
  @Permit('releases.read')
  @Answers(z.array(releaseSummaryAnswer))
  list(@Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<ReleaseSummary[]> {
    return listReleases(this.source.manager, { ...query, before: query.before });
  }

  @Post()
  @Permit('releases.write')
  @Answers(releaseAnswer)
  async create(
    @CurrentActor() actor: Actor,
    @Body({ schema: newReleaseFields }) fields: NewReleaseFields,
  ): Promise<ReleaseDetail> {
    const { id: versionId } = await this.releases.create(actor, fields);
    return releaseDetail(this.source.manager, versionId);
  }

  @Get(':id')
  @Permit('releases.read')
  @Answers(releaseAnswer)
  async show(@Param('id', { schema: id }) publicId: string): Promise<ReleaseDetail> {
    return releaseDetail(this.source.manager, await this.versionId(publicId));
  }

  @Patch(':id')
  @Permit('releases.write')
  @Answers(releaseAnswer)
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: edit }) { revision, ...fields }: DraftFields & { revision: number },
  ): Promise<ReleaseDetail> {
    const versionId = await this.versionId(publicId);
    await this.releases.edit(actor, versionId, revision, fields);
    return releaseDetail(this.source.manager, versionId);
  }

  @Get(':id/history')
  @Permit('releases.read')
  @Answers(savesAnswer)
  async history(@Param('id', { schema: id }) publicId: string): Promise<Save[]> {
    return historyOf(this.source.manager, await this.versionId(publicId));
  }

  @Put(':id/embargo')
  @Permit('releases.write')
  @Answers(embargoAnswer)
  async setEmbargo(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: embargoFields }) plan: EmbargoPlan,
  ) {
    const version = await this.embargoes.set(actor, await this.versionId(publicId), plan);
    const shown = await this.embargoes.describe(version);
    return { embargo: version.embargo, early: version.earlyAt, stopAfter: version.stopAfter, shown };
  }

  @Put(':id/audience')
  @Permit('releases.write')
  @Answers(releaseAnswer)
  async setAudience(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: audienceFilter }) audience: AudienceFilter,
  ): Promise<ReleaseDetail> {
    const versionId = await this.versionId(publicId);
    await this.releases.setAudience(actor, versionId, audience);
    return releaseDetail(this.source.manager, versionId);
  }

  @Post(':id/review')
  @HttpCode(200)
  @Permit('releases.write')
  @Answers(releaseAnswer)
  async submit(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
  ): Promise<ReleaseDetail> {
    const versionId = await this.versionId(publicId);
    await this.approvals.submit(actor, versionId);
    return releaseDetail(this.source.manager, versionId);
  }

  @Delete(':id/review')
  @Permit('releases.approve')
  @Answers(releaseAnswer)
  async sendBack(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: reasonFields.optional() }) body?: { reason: string },
  ): Promise<ReleaseDetail> {
    const versionId = await this.versionId(publicId);
    await this.approvals.sendBack(actor, versionId, body?.reason ?? '');
    return releaseDetail(this.source.manager, versionId);
  }

  @Post(':id/approval')
  @Permit('releases.approve')
  @Answers(releaseAnswer)
  async approve(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: approvalFields }) { revision }: { revision: number },
  ): Promise<ReleaseDetail> {
    const versionId = await this.versionId(publicId);
    await this.approvals.approve(actor, versionId, revision);
    return releaseDetail(this.source.manager, versionId);
  }

  @Delete(':id/approval')
  @Permit('releases.approve')
  @Answers(releaseAnswer)
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) publicId: string,
    @Body({ schema: reasonFields.optional() }) body?: { reason: string },
  ): Promise<ReleaseDetail> {
    const versionId = await this.versionId(publicId);
    await this.approvals.withdraw(actor, versionId, body?.reason ?? '');
    return releaseDetail(this.source.manager, versionId);
  }

  private async versionId(publicId: string): Promise<number> {
    const [row] = await this.source.query<{ id: number }[]>(
      `select v.id from release r join release_version v on v.release_id = r.id
        where r.public_id = $1 order by v.number desc limit 1`,
      [publicId],
    );
    if (!row) throw notFound('release');
    return row.id;
  }
}
