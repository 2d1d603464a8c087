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

/** Those in which releases are written where people flee to, and from; variants where the words differ. */
const OFFERED =
  'am ar bg bn ca cs da de el en en-GB es es-MX et fa fi fr fr-CA ga ha he hi hr hu hy id it ja ka km ko ku lt lv ms my ne nl no om pa pl ps pt pt-BR ro ru rw sk sl so sq sr sv sw ta te th ti tl tr uk ur uz vi zh zh-Hant'.split(
    ' ',
  );

/** What can be chosen, by name; also what is stored or was sent, whatever that is. */
export function languageChoices(...given: (string | undefined)[]): { value: string; label: string }[] {
  const tags = new Set([...OFFERED, ...given.filter((tag) => tag !== undefined && tag !== '')] as string[]);
  return [...tags]
    .map((tag) => ({ value: tag, label: labelOf(tag) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

/** What was sent may be no language at all. */
function labelOf(tag: string): string {
  try {
    return languageName(tag);
  } catch {
    return tag;
  }
}
