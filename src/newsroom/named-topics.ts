import type { EntityManager } from 'typeorm';

/** The topics of a version that the newsroom offers to everybody; others are not named in public. */
export async function namedTopics(
  manager: EntityManager,
  versionId: number,
): Promise<{ slug: string; name: string }[]> {
  return manager.query(
    `select t.slug, t.name from release_version v join topic t on t.id = any (release_version_topics(v))
      where v.id = $1 and t.visibility = 'public' and t.archived_at is null order by t.name`,
    [versionId],
  );
}
