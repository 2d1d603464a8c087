import type { BoundProperty } from '../releases/bound-content.js';
import { changedProperties } from '../releases/bound-content.js';
import type { Save } from '../releases/release-history.js';
import { partAsText } from './compose-part-text.js';
import { type DiffRun, wordDiff } from './compose-word-diff.js';

export interface SaveComparison {
  /** Revisions. */
  from: number;
  to: number;
  parts: { property: BoundProperty; runs: DiffRun[] }[];
}

/** The instant follows from wall time and zone, and would only be read twice. */
const LEFT_OUT: readonly BoundProperty[] = ['embargoAt'];

/**
 * Compares two saves, whichever way they are given; without a choice the newest with the one before.
 * @param saves the newest first
 * @returns null when there are not two
 */
export function compareSaves(
  saves: Save[],
  asked: { from?: number | undefined; to?: number | undefined },
  topics: ReadonlyMap<number, string>,
): SaveComparison | null {
  const find = (revision: number | undefined) => saves.find((save) => save.revision === revision);
  const to = find(asked.to) ?? saves[0];
  const from = find(asked.from) ?? saves[saves.findIndex((save) => save === to) + 1] ?? saves[1];
  if (!from || !to) return null;
  const changed = changedProperties(from.content, to.content).filter((each) => !LEFT_OUT.includes(each));
  const parts = changed.map((property) => {
    const text = ({ content }: Save) => partAsText(property, content[property], topics);
    return { property, runs: wordDiff(text(from), text(to)) };
  });
  return { from: from.revision, to: to.revision, parts };
}
