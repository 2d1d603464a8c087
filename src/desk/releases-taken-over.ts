import type { EntityManager } from 'typeorm';
import { listReleases } from '../releases/release-summaries.js';
import { ReleaseVersion } from '../releases/release-version.entity.js';

type TakenOver = Partial<Pick<ReleaseVersion, 'pressContacts' | 'boilerplate'>>;

/** The last one written in this language, in a release or kept for reuse. Languages are compared by their primary subtag. */
const BOILERPLATE = `
select body from (
  select 1 as rank, id, boilerplate as body, language from release_version where boilerplate <> ''
  union all
  select 2, id, body, language from boilerplate where archived_at is null
) texts
where split_part(lower(language), '-', 1) = split_part(lower($1), '-', 1)
order by rank, id desc limit 1`;

/** What seldom changes from one release to the next: its contacts, and the boilerplate of its language. */
export async function takenOver(manager: EntityManager, language: string): Promise<TakenOver> {
  const [last] = await listReleases(manager, { limit: 1 });
  if (!last) return {};
  const { pressContacts } = await manager.findOneByOrFail(ReleaseVersion, { id: last.versionId });
  const [text] = await manager.query<{ body: string }[]>(BOILERPLATE, [language]);
  return { pressContacts, boilerplate: text?.body ?? '' };
}
