import type { BodyDoc } from '../rendering/parse-body.js';
import type { BoundProperty } from '../releases/bound-content.js';
import { bodyAsPlainText } from './compose-body-text.js';
import type { ComposePart } from './compose-parts.js';

type Names = ReadonlyMap<number, string>;

/** A part of a release as plain text, to be shown beside another version of it. `topics` names ids. */
export function partAsText(part: ComposePart | BoundProperty, value: unknown, topics: Names): string {
  if (value === null || value === undefined) return '';
  if (part === 'body') return bodyText(value);
  if (part === 'topics') return topicsText(value as number[], topics);
  if (part === 'audience') return audienceText(value, topics);
  if (typeof value === 'string') return value;
  return linesOf(value).join('\n');
}

function bodyText(value: unknown): string {
  if (typeof value === 'string') return value;
  const body = value as BodyDoc;
  const pictures = (body.content ?? []).filter(({ type }) => type === 'image');
  const credits = pictures.map(
    ({ attrs = {} }) => `[Picture: ${attrs['alt'] || 'no text'} · ${attrs['credit'] || 'no credit'}]`,
  );
  return [bodyAsPlainText(body), ...credits].join('\n\n');
}

function topicsText(ids: number[], topics: Names): string {
  return ids.map((id) => topics.get(id) ?? `topic ${id}`).join(', ');
}

function audienceText(value: unknown, topics: Names): string {
  const { topics: ids } = value as { topics?: number[] };
  return ids ? topicsText(ids, topics) : JSON.stringify(value, null, 1);
}

/** What machines need and people do not. */
const HIDDEN = new Set(['sha256', 'width', 'height', 'imageId', 'fileId', 'mediaType', 'bytes', 'at']);

function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => linesOf(each).join(' · '));
  if (typeof value !== 'object' || value === null) return [String(value ?? '')];
  return Object.entries(value)
    .filter(([name, each]) => !HIDDEN.has(name) && each !== null && each !== '')
    .map(([name, each]) => `${name}: ${linesOf(each).join(' · ')}`);
}
