import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import { boundContent, type BoundProperty, changedProperties } from './bound-content.js';
import type { DraftFields } from './release-fields.js';
import { ReleaseRevision } from './release-revision.entity.js';
import type { ReleaseVersion } from './release-version.entity.js';

/** What somebody saved while another was writing. */
export interface MeanwhileSave {
  name: string | null;
  at: Date;
  revision: number;
}

/**
 * Refuses a save that would overwrite what somebody else saved since `revision`. Parts that only one of the two
 * touched do not collide, so two people can work in different parts of one release.
 * @throws DomainError `conflict` that says who saved what, with the sentence at each part concerned
 */
export async function refuseOverlap(
  manager: EntityManager,
  version: ReleaseVersion,
  revision: number,
  fields: DraftFields,
): Promise<void> {
  if (revision === version.revision) return;
  const base = await manager.findOneBy(ReleaseRevision, { versionId: version.id, revision });
  const others = base ? changedProperties(base.content, boundContent(version)) : null;
  const mine = Object.keys(fields) as BoundProperty[];
  const both = others === null ? mine : mine.filter((property) => others.includes(property));
  if (both.length > 0) throw overlap(both, await lastSave(manager, version));
}

async function lastSave(manager: EntityManager, version: ReleaseVersion): Promise<MeanwhileSave> {
  const [save] = await manager.query<MeanwhileSave[]>(
    `select u.name, r.at, r.revision from release_revision r left join staff_user u on u.id = r.by_user_id
      where r.version_id = $1 order by r.revision desc limit 1`,
    [version.id],
  );
  return save ?? { name: null, at: version.updatedAt, revision: version.revision };
}

function overlap(both: BoundProperty[], { name, at, revision }: MeanwhileSave): DomainError {
  const who = name ?? 'Somebody else';
  const time = at.toISOString().slice(11, 16);
  return new DomainError(
    'conflict',
    `${who} saved this release at ${time} UTC (save ${revision}), and you both changed: ${both.join(', ')}. ` +
      'Your text is still in your window. Compare the two, then save again.',
    Object.fromEntries(both.map((property) => [property, `${who} changed this at ${time} UTC.`])),
  );
}
