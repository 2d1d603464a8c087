import type { EntityManager } from 'typeorm';
import type { AudienceFilter } from '../contacts/audience.js';
import type { AudienceNames } from './audience-lines.js';

/** All topics and beats, and the outlets that the filter or the typed values name; outlets may be many. */
export async function audienceNames(
  manager: EntityManager,
  filter: AudienceFilter | null,
  values: readonly string[],
): Promise<AudienceNames> {
  const typed = values.flatMap((value) => [value, ...value.split(/[,;]/)]).map((word) => word.trim());
  const [topics, beats, outlets] = [
    await manager.query(`select id, name from topic order by archived_at is not null, name`),
    await manager.query(`select id, name from beat order by name`),
    await manager.query(
      `select id, name from outlet where id = any($1) or lower(name) = any(select lower(w) from unnest($2::text[]) w)`,
      [outletsIn(filter), typed],
    ),
  ];
  return { topics, beats, outlets };
}

function outletsIn(filter: AudienceFilter | null): number[] {
  if (filter === null) return [];
  if ('all' in filter) return filter.all.flatMap(outletsIn);
  if ('any' in filter) return filter.any.flatMap(outletsIn);
  if ('not' in filter) return outletsIn(filter.not);
  return 'outlets' in filter ? filter.outlets : [];
}
