import type { ReleaseKind, ReleaseType } from '../releases/release-content.js';
import type { ShownState } from '../releases/release-state.js';
import type { BadgeState } from '../web/components/badge.js';

/** What the desk calls the types of releases. */
export const TYPE_NAMES: Record<ReleaseType, string> = {
  press_release: 'Press release',
  statement: 'Statement',
  report: 'Report',
  advisory: 'Media advisory',
};

export const TYPE_HINTS: Record<ReleaseType, string> = {
  press_release: 'News, with a headline, a dateline and a text.',
  statement: 'What somebody says about an event, with their name.',
  report: 'Findings, with the report attached or linked.',
  advisory: 'An invitation: who, what, when and where.',
};

export const KIND_NAMES: Record<ReleaseKind, string> = {
  original: 'Release',
  correction: 'Correction',
  update: 'Update',
  hold: 'Hold',
  kill: 'Kill',
};

export function badgeOf(state: ShownState): BadgeState {
  return state === 'in review' ? 'in_review' : state;
}

export function titleOf(headline: string): string {
  return headline === '' ? 'Without a headline' : headline;
}

/** "1 journalist", "312 journalists" */
export function journalists(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'journalist' : 'journalists'}`;
}
