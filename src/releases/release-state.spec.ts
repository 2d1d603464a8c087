import { describe, expect, it } from '@jest/globals';
import { type DispatchState, shownState, shownStates, type StateFacts } from './release-state.js';

const draft: StateFacts = { stage: 'draft', isApproved: false, dispatch: null, followedBy: [] };
const dispatched = (state: DispatchState, hasStarted: boolean): StateFacts => ({
  ...draft,
  stage: 'approved',
  isApproved: true,
  dispatch: { state, hasStarted },
});

describe('the state that the desk shows', () => {
  it.each<[string, StateFacts]>([
    ['draft', draft],
    ['in review', { ...draft, stage: 'in_review' }],
    ['approved', { ...draft, stage: 'approved', isApproved: true }],
    ['armed', dispatched('armed', false)],
    ['sending', dispatched('armed', true)],
    ['paused', dispatched('paused', true)],
    ['held', dispatched('held', false)],
    ['sent', dispatched('finished', true)],
    ['stopped', dispatched('stopped', true)],
    ['killed', { ...dispatched('stopped', true), followedBy: ['correction', 'kill'] }],
    ['corrected', { ...dispatched('finished', true), followedBy: ['correction'] }],
  ])('is %s', (state, facts) => {
    expect(shownState(facts)).toBe(state);
    expect(shownStates).toContain(state);
  });

  it('falls back to draft when the approval no longer stands', () => {
    expect(shownState({ ...draft, stage: 'approved' })).toBe('draft');
  });

  it('is held when something was armed and its approval no longer stands', () => {
    expect(shownState({ ...dispatched('armed', true), isApproved: false })).toBe('held');
  });

  it('stays sent after an update, which takes nothing back', () => {
    expect(shownState({ ...dispatched('finished', true), followedBy: ['update'] })).toBe('sent');
  });
});
