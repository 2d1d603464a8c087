import { type EntityManager, In } from 'typeorm';
import { ReleaseVersion } from '../releases/release-version.entity.js';

/** The newest version of one language of a release. */
export interface LanguageVersion {
  publicId: string;
  releaseId: number;
  versionId: number;
  language: string;
  headline: string;
}

/** All languages of a release, itself among them, the one that was written first in front. */
export async function languageVersions(
  manager: EntityManager,
  releaseId: number,
): Promise<LanguageVersion[]> {
  return manager.query<LanguageVersion[]>(
    `select r.public_id as "publicId", r.id as "releaseId", v.id as "versionId", v.language, v.headline
       from release r join release_version v on v.release_id = r.id
      where coalesce(r.translation_of, r.id) = (
              select coalesce(own.translation_of, own.id) from release own where own.id = $1)
        and v.number = (select max(n.number) from release_version n where n.release_id = r.id)
      order by r.translation_of nulls first, r.id`,
    [releaseId],
  );
}

/** This version and the newest ones of the release's other languages. */
export async function newestVersions(
  manager: EntityManager,
  version: ReleaseVersion,
): Promise<ReleaseVersion[]> {
  const all = await languageVersions(manager, version.releaseId);
  const others = all.filter(({ releaseId }) => releaseId !== version.releaseId);
  if (others.length === 0) return [version];
  const found = await manager.findBy(ReleaseVersion, { id: In(others.map(({ versionId }) => versionId)) });
  return [version, ...found];
}

/** "Spanish" for "es", and the tag itself for what has no name. */
export function languageName(language: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
}
