import type { EntityManager } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { Advisory, LeadImage, ReleaseKind, ReleaseType } from '../releases/release-content.js';
import { everybody, visibleTo } from '../releases/visibility.js';

/** A release as lists, feeds and the sitemap show it: its newest open version. */
export interface PublishedRelease {
  versionId: number;
  releaseId: number;
  publicId: string;
  kind: ReleaseKind;
  type: ReleaseType;
  language: string;
  headline: string;
  subhead: string;
  dateline: string;
  /** The first words of the body. */
  opening: string;
  image: LeadImage | null;
  advisory: Advisory | null;
  topics: { slug: string; name: string }[];
  /** When the release opened. */
  firstOpenedAt: Date;
  /** When the version that is shown opened. */
  openedAt: Date;
}

export interface PublishedFilter {
  /** Slug of a topic. */
  topic?: string;
  type?: ReleaseType;
  /** Four digits; by the newsroom's zone. */
  year?: number;
  /** Words to find, as people type them: "quoted phrases", -without. */
  search?: string;
  language?: string;
  /** Only what opened at or after it. */
  since?: Date;
  limit: number;
  offset?: number;
}

const { sql: OPEN } = visibleTo(everybody, 1);

// What is open now, the newest version of each release; withdrawn and held ones are left out. Topics that are not
// offered to everybody are not named.
const PUBLISHED = `
  with newest as (
    select distinct on (release_id) version_id, release_id, kind, opened_at,
           min(opened_at) over (partition by release_id) as first_opened_at
      from ${OPEN} o order by release_id, number desc)
  select n.version_id as "versionId", n.release_id as "releaseId", r.public_id as "publicId", n.kind, v.type, v.language,
         v.headline, v.subhead, v.dateline, v.image, v.advisory, n.opened_at as "openedAt",
         n.first_opened_at as "firstOpenedAt",
         left(array_to_string(array(select jsonb_array_elements_text(
           jsonb_path_query_array(v.body, '$.content[0 to 2].**.text'))), ' '), 400) as opening,
         (select coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name) order by t.name), '[]')
            from topic t where t.id = any (release_version_topics(v)) and t.visibility = 'public') as topics
    from newest n
    join release r on r.id = n.release_id
    join release_version v on v.id = n.version_id
   where n.kind not in ('hold', 'kill')`;

const FILTERED = `${PUBLISHED}
     and ($1::text is null or exists (
       select from topic t where t.slug = $1 and t.visibility = 'public' and t.id = any (release_version_topics(v))))
     and ($2::text is null or v.type = $2)
     and ($3::int is null or extract(year from n.first_opened_at at time zone $4) = $3)
     and ($5::text is null or release_version_search(v) @@ websearch_to_tsquery(release_text_config(v.language), $5))
     and ($6::text is null or v.language = $6)
     and ($7::timestamptz is null or n.opened_at >= $7)
   order by n.first_opened_at desc, n.release_id desc
   limit $8 offset $9`;

/** What is open to everybody now, the newest first. `zone` is the newsroom's. */
export async function publishedReleases(
  manager: EntityManager,
  zone: string,
  filter: PublishedFilter,
): Promise<PublishedRelease[]> {
  const { topic, type, year, search, language, since, limit, offset = 0 } = filter;
  const words = search?.trim() || null;
  return manager.query<PublishedRelease[]>(FILTERED, [
    topic ?? null,
    type ?? null,
    year ?? null,
    zone,
    words,
    language ?? null,
    since ?? null,
    limit,
    offset,
  ]);
}

/** Others with a topic in common, the newest first. */
export async function relatedReleases(
  manager: EntityManager,
  versionId: number,
  limit = 3,
): Promise<PublishedRelease[]> {
  return preparedQuery<PublishedRelease>(
    manager,
    `${PUBLISHED}
       and release_version_topics(v) && (select release_version_topics(own) from release_version own where own.id = $1)
       and n.release_id <> (select own.release_id from release_version own where own.id = $1)
     order by n.first_opened_at desc limit $2`,
    [versionId, limit],
  );
}

/** The same release in other languages. */
export async function translationsOf(manager: EntityManager, releaseId: number): Promise<PublishedRelease[]> {
  return preparedQuery<PublishedRelease>(
    manager,
    `${PUBLISHED}
       and r.id <> $1 and coalesce(r.translation_of, r.id) = (
         select coalesce(own.translation_of, own.id) from release own where own.id = $1)
     order by v.language`,
    [releaseId],
  );
}

/** Years in which something opened, the newest first: for the filter. */
export async function publishedYears(manager: EntityManager, zone: string): Promise<number[]> {
  const rows = await manager.query<{ year: number }[]>(
    `select distinct extract(year from opened_at at time zone $1)::int as year from ${OPEN} o
      where kind = 'original' order by 1 desc`,
    [zone],
  );
  return rows.map(({ year }) => year);
}
