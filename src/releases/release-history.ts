import type { EntityManager } from 'typeorm';
import { type BoundContent, type BoundProperty, changedProperties } from './bound-content.js';

/** One save of a version. */
export interface Save {
  revision: number;
  at: Date;
  by: string | null;
  content: BoundContent;
  /** What differs from the save before; empty in the first. */
  changed: BoundProperty[];
}

/** All saves of a version, the newest first. */
export async function historyOf(manager: EntityManager, versionId: number): Promise<Save[]> {
  const saves = await manager.query<Omit<Save, 'changed'>[]>(
    `select r.revision, r.at, u.name as by, r.content
       from release_revision r left join staff_user u on u.id = r.by_user_id
      where r.version_id = $1 order by r.revision desc`,
    [versionId],
  );
  return saves.map((save, i) => {
    const before = saves[i + 1];
    return { ...save, changed: before ? changedProperties(before.content, save.content) : [] };
  });
}

/** What changed since the last approval of a version, whether that stands or not; null: it was never approved. */
export async function changedSinceApproval(
  manager: EntityManager,
  versionId: number,
): Promise<BoundProperty[] | null> {
  const rows = await manager.query<{ content: BoundContent; newest: BoundContent }[]>(
    `select r.content, (select n.content from release_revision n where n.version_id = $1
                         order by n.revision desc limit 1) as newest
       from approval a join release_revision r on r.version_id = a.version_id and r.at <= a.at
      where a.version_id = $1 order by a.id desc, r.revision desc limit 1`,
    [versionId],
  );
  const [found] = rows;
  return found ? changedProperties(found.content, found.newest) : null;
}
