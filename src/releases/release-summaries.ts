import type { EntityManager } from 'typeorm';
import type { ReleaseKind, ReleaseType } from './release-content.js';
import { type DispatchState, type ShownState, shownState } from './release-state.js';
import type { Stage } from './release-version.entity.js';

/** One version as lists show it. */
export interface ReleaseSummary {
  publicId: string;
  releaseId: number;
  versionId: number;
  number: number;
  kind: ReleaseKind;
  type: ReleaseType;
  language: string;
  headline: string;
  stage: Stage;
  state: ShownState;
  revision: number;
  embargoAt: Date | null;
  embargoZone: string | null;
  earlyAt: Date | null;
  /** When it opens or opened to everyone; null: not armed. */
  liftAt: Date | null;
  /** The latest dispatch of this version. */
  dispatchId: number | null;
  /** Ids of topics. */
  topics: number[];
  createdAt: Date;
  updatedAt: Date;
  /** Who saved last. */
  updatedBy: string | null;
  /** Who approved what is approved now. */
  approvedBy: string | null;
}

type Row = Omit<ReleaseSummary, 'state'> & {
  isApproved: boolean;
  dispatchState: DispatchState | null;
  hasStarted: boolean;
  followedBy: ReleaseKind[];
};

// The newest version of each release, or all versions of one, with what their state follows from.
const SUMMARIES = `
  select r.public_id as "publicId", r.id as "releaseId", v.id as "versionId", v.number, v.kind, v.type, v.language,
         v.headline, v.stage, v.revision, v.embargo_at as "embargoAt", v.embargo_zone as "embargoZone",
         v.early_at as "earlyAt", d.lift_at as "liftAt", d.id as "dispatchId",
         release_version_topics(v) as topics, v.created_at as "createdAt", v.updated_at as "updatedAt",
         editor.name as "updatedBy", approver.name as "approvedBy", a.id is not null as "isApproved",
         d.state as "dispatchState",
         exists (select from dispatch_tier t where t.dispatch_id = d.id and t.started_at is not null) as "hasStarted",
         array(select later.kind from release_version later join dispatch ld on ld.version_id = later.id
                where later.release_id = v.release_id and later.number > v.number
                  and (ld.state = 'finished' or exists (
                    select from dispatch_tier lt where lt.dispatch_id = ld.id and lt.started_at is not null)))
           as "followedBy"
    from release r
    join release_version v on v.release_id = r.id
    left join staff_user editor on editor.id = v.updated_by
    left join approval a on a.version_id = v.id and a.voided_at is null and a.hash = v.content_hash
    left join staff_user approver on approver.id = a.approved_by
    left join lateral (select * from dispatch x where x.version_id = v.id order by x.id desc limit 1) d on true`;

const NEWEST = `v.number = (select max(number) from release_version n where n.release_id = r.id)`;

export interface SummaryFilter {
  /** Words to find; empty: all. */
  search?: string;
  limit?: number;
  /** Shows what was saved before this moment: the next page. */
  before?: Date;
}

/** The newest version of each release, the last saved first. */
export async function listReleases(
  manager: EntityManager,
  { search = '', limit = 50, before }: SummaryFilter = {},
): Promise<ReleaseSummary[]> {
  const rows = await manager.query<Row[]>(
    `${SUMMARIES}
      where ${NEWEST} and ($1 = '' or release_version_search(v) @@
              websearch_to_tsquery(release_text_config(v.language), $1) or v.headline ilike '%' || $2 || '%')
        and ($3::timestamptz is null or v.updated_at < $3)
      order by v.updated_at desc, v.id desc limit $4`,
    [search, search.replaceAll(/[\\%_]/g, '\\$&'), before ?? null, limit],
  );
  return rows.map(summaryOf);
}

/** All versions of a release, the newest first. Empty: there is no such release. */
export async function versionsOf(manager: EntityManager, publicId: string): Promise<ReleaseSummary[]> {
  const rows = await manager.query<Row[]>(`${SUMMARIES} where r.public_id = $1 order by v.number desc`, [
    publicId,
  ]);
  return rows.map(summaryOf);
}

function summaryOf({ isApproved, dispatchState, hasStarted, followedBy, ...shown }: Row): ReleaseSummary {
  const dispatch = dispatchState === null ? null : { state: dispatchState, hasStarted };
  return { ...shown, state: shownState({ stage: shown.stage, isApproved, dispatch, followedBy }) };
}
