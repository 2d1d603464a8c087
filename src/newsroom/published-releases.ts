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
  /** First and last day (YYYY-MM-DD), by the newsroom's zone. */
  from?: string;
  to?: string;
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
     and ($3::date is null or n.first_opened_at >= $3::date::timestamp at time zone $5)
     and ($4::date is null or n.first_opened_at < ($4::date + 1)::timestamp at time zone $5)
     and ($6::text is null or release_version_search(v) @@ websearch_to_tsquery(release_text_config(v.language), $6))
     and ($7::text is null or v.language = $7)
     and ($8::timestamptz is null or n.opened_at >= $8)
   order by n.first_opened_at desc, n.release_id desc
   limit $9 offset $10`;

/** What is open to everybody now, the newest first. `zone` is the newsroom's. */
export async function publishedReleases(
  manager: EntityManager,
  zone: string,
  filter: PublishedFilter,
): Promise<PublishedRelease[]> {
  const { topic, type, from, to, search, language, since, limit, offset = 0 } = filter;
  const words = search?.trim() || null;
  return manager.query<PublishedRelease[]>(FILTERED, [
    topic ?? null,
    type ?? null,
    from ?? null,
    to ?? null,
    zone,
    words,
    language ?? null,
    since ?? null,
    limit,
    offset,
  ]);
}

/** A release that was held or killed: nothing of what it said, only the notice. */
export interface WithdrawnRelease {
  publicId: string;
  kind: 'hold' | 'kill';
  language: string;
  notice: string;
  firstOpenedAt: Date;
  openedAt: Date;
}

/** What was held or killed in the last days and is not open again, so that feeds can tell those who have it. */
export async function withdrawnReleases(
  manager: EntityManager,
  topic: string | undefined,
  days: number,
): Promise<WithdrawnRelease[]> {
  return preparedQuery<WithdrawnRelease>(
    manager,
    `with newest as (
       select distinct on (release_id) version_id, release_id, kind, opened_at,
              min(opened_at) over (partition by release_id) as first_opened_at
         from ${OPEN} o order by release_id, number desc)
     select r.public_id as "publicId", n.kind, v.language, v.notice, n.opened_at as "openedAt",
            n.first_opened_at as "firstOpenedAt"
       from newest n join release r on r.id = n.release_id join release_version v on v.id = n.version_id
      where n.kind in ('hold', 'kill') and n.opened_at > now() - make_interval(days => $2)
        and ($1::text is null or exists (
          select from topic t join release_version e on e.release_id = n.release_id
           where t.slug = $1 and t.visibility = 'public' and t.id = any (release_version_topics(e))
             and e.id in (select version_id from ${OPEN} seen)))
      order by n.opened_at desc`,
    [topic ?? null, days],
  );
}

/** Others with a topic in common: those in the same language first, then the newest. Not the release in other languages. */
export async function relatedReleases(
  manager: EntityManager,
  versionId: number,
  limit = 3,
): Promise<PublishedRelease[]> {
  return preparedQuery<PublishedRelease>(
    manager,
    `${PUBLISHED}
       and release_version_topics(v) && (select release_version_topics(own) from release_version own where own.id = $1)
       and coalesce(r.translation_of, r.id) <> (
         select coalesce(o.translation_of, o.id) from release_version own join release o on o.id = own.release_id
          where own.id = $1)
     order by v.language = (select own.language from release_version own where own.id = $1) desc,
              n.first_opened_at desc limit $2`,
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
