import type { EntityManager } from 'typeorm';
import { clock } from './compose-answers.js';
import type { Conflict } from './compose-conflicts.js';
import { topicChoices } from './compose-desk.js';
import { partAsText } from './compose-part-text.js';
import { partsOf, type TypedParts } from './compose-parts.js';
import type { ComposeSave } from './compose-save.service.js';

/** Both sides of each part that two people changed, as text. */
export async function conflictsOf(
  manager: EntityManager,
  save: ComposeSave,
  typed: TypedParts,
  zone: string,
): Promise<Conflict[]> {
  const topics = new Map((await topicChoices(manager)).map(({ id, name }) => [id, name]));
  const stored = partsOf(save.version);
  return save.conflicts.map((part) => ({
    part,
    by: save.others[part]?.name ?? 'Somebody else',
    at: clock(save.others[part]?.at ?? save.version.updatedAt, zone),
    theirs: partAsText(part, stored[part], topics),
    mine: partAsText(part, typed[part], topics),
  }));
}

/** Somebody decided for the other's words: then this form has nothing to say about those parts. */
export function tookOver(typed: TypedParts, parts: string): TypedParts {
  const theirs = new Set(parts.split(' '));
  return Object.fromEntries(Object.entries(typed).filter(([part]) => !theirs.has(part))) as TypedParts;
}
