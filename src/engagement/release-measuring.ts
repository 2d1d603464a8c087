import type { DataSource, EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { DomainError } from '../errors/domain-error.js';
import { newestVersion } from '../releases/releases.service.js';
import { Release } from '../releases/release.entity.js';

/** Whether a release's opens and clicks may be counted, as far as the release itself says. */
export async function isReleaseMeasured(manager: EntityManager, publicId: string): Promise<boolean> {
  const { releaseId } = await newestVersion(manager, publicId);
  return (await manager.findOneByOrFail(Release, { id: releaseId })).measured;
}

/**
 * Says whether opens and clicks of a release may be counted, all its versions. It is no part of what an approval binds:
 * it changes nothing that anybody reads.
 * @throws DomainError `conflict` once mails with counted links were made: then it would be too late to say no
 */
export async function chooseMeasuring(
  database: DataSource,
  actor: Actor,
  publicId: string,
  measured: boolean,
): Promise<void> {
  await database.transaction(async (manager) => {
    const { releaseId } = await newestVersion(manager, publicId);
    const release = await manager.findOneOrFail(Release, {
      where: { id: releaseId },
      lock: { mode: 'for_no_key_update' },
    });
    if (release.measured === measured) return;
    const [{ begun }] = await manager.query<[{ begun: boolean }]>(BEGUN, [releaseId]);
    if (begun)
      throw new DomainError(
        'conflict',
        'Its mails are made already. Opens and clicks are counted as it was.',
      );
    await manager.update(Release, releaseId, { measured });
    await record(manager, {
      actor,
      action: measured ? 'release.measuring_allowed' : 'release.measuring_forbidden',
      subjectType: 'release',
      subjectId: releaseId,
    });
  });
}

const BEGUN = `
  select exists (
    select from measuring m join dispatch d on d.id = m.dispatch_id join release_version v on v.id = d.version_id
     where v.release_id = $1 and d.state in ('armed', 'paused', 'held')) as begun`;
