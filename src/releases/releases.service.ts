import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, staffUserId } from '../auth/actor.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { AudienceFilter } from '../contacts/audience.js';
import { invalid, notFound } from '../errors/domain-error.js';
import { plainTextToBody } from '../rendering/plain-text-to-body.js';
import { applyDraft } from './apply-draft.js';
import { changeVersion, keepRevision, recordOf, refuseIfSent } from './change-version.js';
import { refuseOverlap } from './merge-saves.js';
import { newPublicId } from './new-public-id.js';
import type { DraftFields, NewReleaseFields } from './release-fields.js';
import { ReleaseVersion } from './release-version.entity.js';
import { Release } from './release.entity.js';
import { refuseUnknownTopics } from './topics-of-audience.js';

/** Writing a release: creating it, saving it as it is typed, and choosing who gets it. */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** A new release with its first version, a draft. */
  async create(actor: Actor, fields: NewReleaseFields): Promise<ReleaseVersion> {
    const { topics = [], translationOf, ...draft } = fields;
    return this.source.transaction(async (manager) => {
      await refuseUnknownTopics(manager, topics);
      const release = await this.newRelease(manager, actor, translationOf);
      const version = manager.create(ReleaseVersion, this.emptyVersion(release, actor, topics));
      await applyDraft(manager, version, draft);
      const { id } = await manager.save(ReleaseVersion, version);
      const saved = await manager.findOneByOrFail(ReleaseVersion, { id });
      await keepRevision(manager, saved, staffUserId(actor));
      await recordOf(manager, actor, saved, 'release.created', { headline: saved.headline });
      return saved;
    });
  }

  /**
   * Saves parts of a draft. `revision` is the one the writer started from: what others saved meanwhile is kept when it
   * concerns other parts.
   * @throws DomainError `conflict` when somebody else saved the same part since, or when the version has gone out
   */
  async edit(
    actor: Actor,
    versionId: number,
    revision: number,
    fields: DraftFields,
  ): Promise<ReleaseVersion> {
    return this.source.transaction((manager) =>
      changeVersion(manager, actor, versionId, async (version) => {
        await refuseIfSent(manager, versionId);
        await refuseOverlap(manager, version, revision, fields);
        await applyDraft(manager, version, fields);
      }),
    );
  }

  /** Chooses who gets it. */
  async setAudience(actor: Actor, versionId: number, audience: AudienceFilter): Promise<ReleaseVersion> {
    return this.source.transaction((manager) =>
      changeVersion(manager, actor, versionId, async (version) => {
        await refuseIfSent(manager, versionId);
        await refuseUnknownTopics(manager, 'topics' in audience ? audience.topics : []);
        version.audience = audience;
      }),
    );
  }

  private async newRelease(manager: EntityManager, actor: Actor, translationOf?: string): Promise<Release> {
    const original = translationOf === undefined ? null : await this.originalOf(manager, translationOf);
    return manager.save(Release, {
      publicId: newPublicId(),
      translationOf: original,
      createdBy: staffUserId(actor),
    });
  }

  /** Translations all point at the first release, so that each finds all others. */
  private async originalOf(manager: EntityManager, publicId: string): Promise<number> {
    const original = await manager.findOneBy(Release, { publicId });
    if (!original) throw invalid('translationOf', 'There is no such release to translate.');
    return original.translationOf ?? original.id;
  }

  private emptyVersion(release: Release, actor: Actor, topics: number[]): Partial<ReleaseVersion> {
    const userId = staffUserId(actor);
    return {
      releaseId: release.id,
      number: 1,
      kind: 'original',
      stage: 'draft',
      revision: 1,
      notice: '',
      type: 'press_release',
      language: this.env.NEWSROOM_LANGUAGE,
      headline: '',
      subhead: '',
      dateline: '',
      body: plainTextToBody(''),
      advisory: null,
      image: null,
      files: [],
      pressContacts: [],
      boilerplate: '',
      subject: '',
      preheader: '',
      audience: { topics },
      embargoWall: null,
      embargoZone: null,
      embargoAt: null,
      earlyAt: null,
      stopAfter: null,
      createdBy: userId,
      updatedBy: userId,
    };
  }
}

/** The newest version of a release, whatever its stage. @throws DomainError `not_found` */
export async function newestVersion(manager: EntityManager, publicId: string): Promise<ReleaseVersion> {
  const version = await manager
    .createQueryBuilder(ReleaseVersion, 'v')
    .innerJoin('v.release', 'r')
    .where('r.publicId = :publicId', { publicId })
    .orderBy('v.number', 'DESC')
    .getOne();
  if (!version) throw notFound('release');
  return version;
}
