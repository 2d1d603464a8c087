import type { ReleaseVersion } from './release-version.entity.js';

/** The properties that an approval binds, in the order of `release_version_hash` in the migration. */
export const boundProperties = [
  'kind',
  'notice',
  'type',
  'language',
  'headline',
  'subhead',
  'dateline',
  'body',
  'advisory',
  'image',
  'files',
  'pressContacts',
  'boilerplate',
  'subject',
  'preheader',
  'audience',
  'embargoWall',
  'embargoZone',
  'embargoAt',
  'earlyAt',
  'stopAfter',
] as const satisfies (keyof ReleaseVersion)[];

export type BoundProperty = (typeof boundProperties)[number];
/** As it is kept in the history; times are ISO 8601. */
export type BoundContent = Record<BoundProperty, unknown>;

/** What of a version is bound, as plain JSON. */
export function boundContent(version: ReleaseVersion): BoundContent {
  const bound = Object.fromEntries(boundProperties.map((property) => [property, version[property]]));
  return JSON.parse(JSON.stringify(bound)) as BoundContent;
}

/** The properties that differ between two saves. Order of keys in JSON does not matter. */
export function changedProperties(before: BoundContent, after: BoundContent): BoundProperty[] {
  return boundProperties.filter((property) => canonical(before[property]) !== canonical(after[property]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
