import type { EntityManager } from 'typeorm';
import type { AudienceFilter } from '../contacts/audience.js';
import { invalid } from '../errors/domain-error.js';

/** Ids of the topics that an audience asks for; what it excludes is left out. Same as `release_version_topics` in SQL. */
export function topicsOfAudience(audience: AudienceFilter): number[] {
  const parts = 'all' in audience ? audience.all : 'any' in audience ? audience.any : [audience];
  return [...new Set(parts.flatMap((part) => ('topics' in part ? part.topics : [])))];
}

/** @throws DomainError `invalid` at `topics` when one does not exist or is archived */
export async function refuseUnknownTopics(manager: EntityManager, topics: number[]): Promise<void> {
  const [{ missing } = { missing: null }] = await manager.query<{ missing: number[] | null }[]>(
    `select array_agg(id) as missing from unnest($1::bigint[]) as given (id)
      where not exists (select from topic t where t.id = given.id and t.archived_at is null)`,
    [topics],
  );
  if (missing) throw invalid('topics', 'One of these topics no longer exists. Choose again.');
}
