import type { EntityManager } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { AssetContent } from './asset-content.entity.js';
import type { Asset } from './asset.entity.js';
import type { ReleaseKind } from './release-content.js';
import { ReleaseVersion } from './release-version.entity.js';

/**
 * Who asks. `public`: anybody. `early`: a journalist with early access who proved that they read the mailbox which the
 * link was sent to. `staff`: somebody of the press desk who may read releases.
 */
export type Reader =
  { kind: 'public' } | { kind: 'early'; contactId: number; releaseId: number } | { kind: 'staff' };

export const everybody: Reader = { kind: 'public' };

/** What one reader may see of a release at this moment. */
export interface Sight {
  versionId: number;
  releaseId: number;
  publicId: string;
  kind: ReleaseKind;
  headline: string;
  /** When this version opened to this reader; the draft's last save for staff. */
  openedAt: Date;
  /** When the first version of the release opened. */
  firstOpenedAt: Date;
  /** Hex: what the version is, for ETags and for checking that it is genuine. */
  contentHash: string;
  /** Seen before the lift: it carries the mark and is never cached. */
  isEarly: boolean;
  /** Corrections, updates, holds and kills that this reader may see, the newest first. */
  notices: { kind: ReleaseKind; notice: string; at: Date }[];
  /** Another one as soon as anything public may have changed (`public_edition` in migrations/0050). */
  edition: string;
}

/** A row source with version_id, release_id, number, kind, opened_at and is_early, and the values it needs. */
export interface Visible {
  sql: string;
  values: unknown[];
}

/**
 * All that a reader may see, one row a version. The one visibility rule (law 4): every page, feed, image, file and
 * search asks here. Public and early reading is decided in the database, in `open_version` and `early_version`.
 * @param first number of its first parameter; it takes one for each of `values`
 */
export function visibleTo(reader: Reader, first: number): Visible {
  const open = `select version_id, release_id, number, kind, opened_at, false as is_early from open_version`;
  if (reader.kind === 'public') return { sql: `(${open})`, values: [] };
  if (reader.kind === 'early') {
    const early = `select version_id, release_id, number, kind, opened_at, true from early_version($${first})
      where release_id = $${first + 1} and version_id not in (select version_id from open_version)`;
    return { sql: `(${open} union all ${early})`, values: [reader.contactId, reader.releaseId] };
  }
  const drafts = `select v.id, v.release_id, v.number, v.kind, v.updated_at, true from release_version v
    where v.id not in (select version_id from open_version)`;
  return { sql: `(${open} union all ${drafts})`, values: [] };
}

// The view is read once, and planned once a connection: planning it costs more than running it.
const sightOf = (visible: string) => `
  with seen as materialized (
    select s.*, r.public_id from release r join ${visible} s on s.release_id = r.id where r.public_id = $1)
  select s.version_id as "versionId", s.release_id as "releaseId", s.public_id as "publicId", s.kind, v.headline,
         s.opened_at as "openedAt", s.is_early as "isEarly", encode(v.content_hash, 'hex') as "contentHash",
         (select min(opened_at) from seen) as "firstOpenedAt",
         (select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'notice', nv.notice, 'at', n.opened_at)
                                    order by n.number desc), '[]')
            from seen n join release_version nv on nv.id = n.version_id where n.kind <> 'original') as notices,
         public_edition() as edition
    from seen s
    join release_version v on v.id = s.version_id
   order by s.number desc limit 1`;

type SightRow = Omit<Sight, 'notices'> & { notices: { kind: ReleaseKind; notice: string; at: string }[] };

/** The newest version of a release that the reader may see now; null: for them there is nothing. */
export async function sight(manager: EntityManager, publicId: string, reader: Reader): Promise<Sight | null> {
  const { sql, values } = visibleTo(reader, 2);
  const [row] = await preparedQuery<SightRow>(manager, sightOf(sql), [publicId, ...values]);
  return row ? withTimes(row) : null;
}

/** As `sight`, with the version itself. */
export async function visibleVersion(
  manager: EntityManager,
  publicId: string,
  reader: Reader,
): Promise<{ sight: Sight; version: ReleaseVersion } | null> {
  const seen = await sight(manager, publicId, reader);
  const version = seen && (await versionSeen(manager, seen));
  return version ? { sight: seen, version } : null;
}

/** The version that was seen; null when it was changed since, because then what is there now was not asked about. */
export async function versionSeen(manager: EntityManager, seen: Sight): Promise<ReleaseVersion | null> {
  const version = await manager.findOneByOrFail(ReleaseVersion, { id: seen.versionId });
  return version.contentHash.toString('hex') === seen.contentHash ? version : null;
}

/** A picture or file, and which version shows it to this reader. */
export interface VisibleAsset {
  asset: Pick<Asset, 'id' | 'publicId' | 'kind' | 'fileName' | 'mediaType'> & { sha256: Buffer };
  versionId: number;
  isEarly: boolean;
}

/**
 * A picture or file that the newest visible version of some release shows; null: for this reader there is nothing.
 * What a hold or kill took back is no longer shown.
 */
export async function visibleAsset(
  manager: EntityManager,
  publicId: string,
  reader: Reader,
): Promise<VisibleAsset | null> {
  const { sql, values } = visibleTo(reader, 2);
  const [row] = await preparedQuery<VisibleAsset['asset'] & { versionId: number; isEarly: boolean }>(
    manager,
    `select a.id, a.public_id as "publicId", a.kind, a.file_name as "fileName", a.media_type as "mediaType", a.sha256,
            s.version_id as "versionId", s.is_early as "isEarly"
       from asset a
       join release_version v on release_version_assets(v) @> array[a.public_id]
       join ${sql} s on s.version_id = v.id
      where a.public_id = $1 and s.kind not in ('hold', 'kill')
        and not exists (select from ${sql} later where later.release_id = s.release_id and later.number > s.number)
      order by s.is_early limit 1`,
    [publicId, ...values],
  );
  if (!row) return reader.kind === 'staff' ? unusedAsset(manager, publicId) : null;
  const { versionId, isEarly, ...asset } = row;
  return { asset, versionId, isEarly };
}

/** The bytes of a variant of an asset that `visibleAsset` gave. */
export async function assetContent(
  manager: EntityManager,
  assetId: number,
  variant: string,
): Promise<Pick<AssetContent, 'mediaType' | 'content'> | null> {
  const [row] = await manager.query<Pick<AssetContent, 'mediaType' | 'content'>[]>(
    `select media_type as "mediaType", content from asset_content where asset_id = $1 and variant = $2`,
    [assetId, variant],
  );
  return row ?? null;
}

/** The desk also sees what it has just uploaded and what older versions show. */
async function unusedAsset(manager: EntityManager, publicId: string): Promise<VisibleAsset | null> {
  const [asset] = await manager.query<VisibleAsset['asset'][]>(
    `select id, public_id as "publicId", kind, file_name as "fileName", media_type as "mediaType", sha256
       from asset where public_id = $1`,
    [publicId],
  );
  return asset ? { asset, versionId: 0, isEarly: true } : null;
}

function withTimes(row: SightRow): Sight {
  return { ...row, notices: row.notices.map((notice) => ({ ...notice, at: new Date(notice.at) })) };
}
