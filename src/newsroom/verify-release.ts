import type { EntityManager } from 'typeorm';
import type { ReleaseKind } from '../releases/release-content.js';
import { everybody, visibleTo } from '../releases/visibility.js';

/** A version that the newsroom vouches for. */
export interface GenuineRelease {
  publicId: string;
  releaseId: number;
  number: number;
  kind: ReleaseKind;
  /** As it is now, whichever version was asked for; empty when it was taken back. */
  headline: string;
  openedAt: Date;
  /** Hex SHA-256 over all that was approved. */
  contentHash: string;
  /** The newest open version of the release, when that is another one. */
  replacedBy: { number: number; kind: ReleaseKind } | null;
}

const { sql: OPEN } = visibleTo(everybody, 1);

/** Finds an open version by its number ("12.1"), its address, its hash or that of its files. Null: not ours, or not public. */
export async function verifyRelease(manager: EntityManager, asked: string): Promise<GenuineRelease | null> {
  const [, release = null, number = null] = /^\s*(\d{1,15})\.(\d{1,6})\s*$/.exec(asked) ?? [];
  const hash = /^[0-9a-f]{64}$/i.exec(asked.trim())?.[0].toLowerCase() ?? null;
  const publicId = /(?:^|\/r\/)([\w-]{22})(?:\/|$)/.exec(asked.trim())?.[1] ?? null;
  const [found] = await manager.query<GenuineRelease[]>(
    `select r.public_id as "publicId", o.release_id as "releaseId", o.number, o.kind, o.opened_at as "openedAt",
            case when newest.kind in ('hold', 'kill') then '' else newest.headline end as headline,
            encode(v.content_hash, 'hex') as "contentHash",
            case when newest.number > o.number
                 then jsonb_build_object('number', newest.number, 'kind', newest.kind) end as "replacedBy"
       from ${OPEN} o
       join release r on r.id = o.release_id
       join release_version v on v.id = o.version_id
       cross join lateral (
         select n.number, n.kind, nv.headline from ${OPEN} n join release_version nv on nv.id = n.version_id
          where n.release_id = o.release_id order by n.number desc limit 1) newest
      where (o.release_id = $1::bigint and o.number = $2::int) or encode(v.content_hash, 'hex') = $3 or r.public_id = $4
         or (newest.kind not in ('hold', 'kill')
             and v.files @> jsonb_build_array(jsonb_build_object('sha256', $3::text)))
      order by o.number desc limit 1`,
    [release, number, hash, publicId],
  );
  return found ?? null;
}
