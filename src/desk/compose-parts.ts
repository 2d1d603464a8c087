import { createHash } from 'node:crypto';
import type { DraftFields } from '../releases/release-fields.js';
import type { EventTime } from '../releases/release-content.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';

/** The parts of a release that are written on one page and saved, compared and merged one by one. */
export const composeParts = [
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
  'topics',
] as const;
export type ComposePart = (typeof composeParts)[number];

type WrittenProperty = Exclude<ComposePart, 'topics'> | 'audience';

/** What was typed: parts that the form did not contain are absent. */
export type TypedParts = DraftFields & { topics?: number[] };
/** A version in the same shape, every part present. */
export type StoredParts = Record<ComposePart, unknown>;

/** How people call the parts. */
export const PART_NAMES: Record<ComposePart, string> = {
  notice: 'notice',
  type: 'type',
  language: 'language',
  headline: 'headline',
  subhead: 'subhead',
  dateline: 'dateline',
  body: 'text',
  advisory: 'advisory',
  image: 'picture',
  files: 'files',
  pressContacts: 'press contacts',
  boilerplate: 'boilerplate',
  subject: 'subject line',
  preheader: 'preview line',
  topics: 'topics',
};

/** A version in the shape in which the form sends it, so that the two can be compared. */
export function partsOf(version: Pick<ReleaseVersion, WrittenProperty>): StoredParts {
  const { notice, type, language, headline, subhead, dateline, body, boilerplate } = version;
  const { subject, preheader, image, files, pressContacts, advisory, audience } = version;
  return {
    ...{ notice, type, language, headline, subhead, dateline, body, boilerplate, subject, preheader },
    image: image && pick(image, ['imageId', 'alt', 'credit', 'caption']),
    files: files.map(({ fileId, name }) => ({ fileId, name })),
    pressContacts: pressContacts.map(({ name, role = '', email = '', phone = '' }) => ({
      ...{ name, role, email, phone },
    })),
    advisory: advisory && { ...advisory, starts: wallOf(advisory.starts), ends: wallOf(advisory.ends) },
    topics: 'topics' in audience ? sorted(audience.topics) : [],
  };
}

/** What a page showed of each part, short enough for a hidden field: `headline:1a2b3c4d …`. */
export function seenOf(parts: StoredParts): string {
  return composeParts.map((part) => `${part}:${markOf(parts[part])}`).join(' ');
}

/** Parts that were changed on a page which had shown `seen`. A part the page never showed counts as changed. */
export function changedOnPage(typed: TypedParts, seen: string): ComposePart[] {
  const marks = readMarks(seen);
  return composeParts.filter((part) => typed[part] !== undefined && markOf(typed[part]) !== marks.get(part));
}

/** Of the changed parts, those that somebody else changed too, and differently, since the page was shown. */
export function changedByBoth(typed: TypedParts, seen: string, stored: StoredParts): ComposePart[] {
  const marks = readMarks(seen);
  return changedOnPage(typed, seen).filter((part) => {
    const now = markOf(stored[part]);
    return marks.has(part) && now !== marks.get(part) && now !== markOf(typed[part]);
  });
}

/** Parts that others changed since the page was shown. */
export function changedElsewhere(seen: string, stored: StoredParts): ComposePart[] {
  const marks = readMarks(seen);
  return composeParts.filter((part) => marks.has(part) && marks.get(part) !== markOf(stored[part]));
}

/** `seen` with the marks of these parts brought up to what is stored. */
export function seenAgain(seen: string, parts: readonly ComposePart[], stored: StoredParts): string {
  const marks = readMarks(seen);
  for (const part of parts) marks.set(part, markOf(stored[part]));
  return [...marks].map(([part, mark]) => `${part}:${mark}`).join(' ');
}

export function sameValue(one: unknown, other: unknown): boolean {
  return markOf(one) === markOf(other);
}

function readMarks(seen: string): Map<ComposePart, string> {
  const known = new Set<string>(composeParts);
  const pairs = seen.split(' ').map((pair) => pair.split(':') as [ComposePart, string | undefined]);
  return new Map(pairs.filter((pair): pair is [ComposePart, string] => known.has(pair[0]) && !!pair[1]));
}

/** 48 bits: enough to tell two versions of one field apart. */
function markOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 8);
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

function wallOf(time: EventTime | null): { wall: string; zone: string } | null {
  return time && { wall: time.wall, zone: time.zone };
}

function pick<T, K extends keyof T>(from: T, keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

function sorted(ids: number[]): number[] {
  return [...ids].sort((a, b) => a - b);
}
