import { DomainError } from '../errors/domain-error.js';
import type { ReleaseKind } from '../releases/release-content.js';
import type { DispatchState } from './dispatch.entity.js';

/** What a person may do with a dispatch, by its state. */
const allowed = {
  pause: ['armed'],
  resume: ['paused', 'held'],
  stop: ['armed', 'paused', 'held'],
  lift: ['armed', 'paused', 'held'],
} satisfies Record<string, DispatchState[]>;

export type DispatchAction = keyof typeof allowed;

/** @throws DomainError `conflict` with what the state is and what that means */
export function requireAllowed(action: DispatchAction, state: DispatchState): void {
  const states: DispatchState[] = allowed[action];
  if (!states.includes(state)) {
    throw new DomainError('conflict', `This dispatch is ${state}; it cannot be ${pastOf[action]} now.`);
  }
}

const pastOf: Record<DispatchAction, string> = {
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
  lift: 'lifted early',
};

/** Notices go ahead of other work; lower is first. */
export function urgencyOf(kind: ReleaseKind): number {
  return { kill: 1, hold: 2, correction: 3, update: 4, original: 10 }[kind];
}

/** Whether a version goes to exactly the receivers of the earlier ones instead of an audience. */
export function goesToReceivers(kind: ReleaseKind): boolean {
  return kind !== 'original';
}
