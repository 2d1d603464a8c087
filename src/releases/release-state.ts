import type { ReleaseKind } from './release-content.js';
import type { Stage } from './release-version.entity.js';

/** What the desk shows of a version, in the order of its life. */
export const shownStates = [
  'draft',
  'in review',
  'approved',
  'armed',
  'sending',
  'paused',
  'held',
  'sent',
  'stopped',
  'killed',
  'corrected',
] as const;
export type ShownState = (typeof shownStates)[number];

export type DispatchState = 'armed' | 'paused' | 'held' | 'stopped' | 'finished';

/** What the state follows from. Nothing of it is stored twice. */
export interface StateFacts {
  stage: Stage;
  /** An approval stands and its hash is the version's. */
  isApproved: boolean;
  /** The latest dispatch of this version. */
  dispatch: { state: DispatchState; hasStarted: boolean } | null;
  /** Kinds of later versions of this release that began to go out. */
  followedBy: ReleaseKind[];
}

/**
 * The state of a version. A kill says more than everything else; a correction more than `sent`.
 * A dispatch whose approval no longer stands cannot send: it waits for a person, so it is held.
 */
export function shownState({ stage, isApproved, dispatch, followedBy }: StateFacts): ShownState {
  if (dispatch === null) return beforeDispatch(stage, isApproved);
  if (followedBy.includes('kill')) return 'killed';
  if (dispatch.state === 'finished') return followedBy.includes('correction') ? 'corrected' : 'sent';
  if (dispatch.state !== 'armed') return dispatch.state;
  if (!isApproved) return 'held';
  return dispatch.hasStarted ? 'sending' : 'armed';
}

function beforeDispatch(stage: Stage, isApproved: boolean): ShownState {
  if (stage === 'approved') return isApproved ? 'approved' : 'draft';
  return stage === 'in_review' ? 'in review' : 'draft';
}
