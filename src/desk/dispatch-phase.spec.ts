import { describe, expect, it } from '@jest/globals';
import type { DispatchProgress, TierProgress } from '../dispatch/progress-views.js';
import { steeringActions } from './dispatch-buttons.js';
import { isOver, liftSentence, percentDone, phaseOf, secondsText, speedOf } from './dispatch-phase.js';

const NOW = new Date('2026-11-24T08:00:10Z');
const LIFT = new Date('2026-11-24T08:00:00Z');
const NONE = {
  frozen: 0, accepted: 0, refused: 0, suppressed: 0, cancelled: 0, in_doubt: 0, deferred: 0, transmitting: 0, pending: 0,
}; // prettier-ignore

function progress(over: Partial<DispatchProgress> = {}, tier: Partial<TierProgress> = {}): DispatchProgress {
  const general: TierProgress = {
    ...NONE,
    tier: 'general',
    opensAt: LIFT,
    frozenAt: LIFT,
    startedAt: LIFT,
    recent: 0,
    early: 0,
    firstAcceptedAt: null,
    lastAcceptedAt: null,
    nextAttemptAt: null,
    openDoubts: 0,
    ...tier,
  };
  return {
    id: 1,
    publicId: 'r',
    versionId: 1,
    versionNumber: 1,
    headline: 'Tram line',
    kind: 'original',
    state: 'armed',
    heldReason: null,
    approvalStands: true,
    liftAt: LIFT,
    embargoZone: null,
    armedAt: LIFT,
    armedBy: null,
    endedAt: null,
    stopAfter: null,
    pace: null,
    doubtsLeftAt: null,
    now: NOW,
    account: { ...NONE, frozen: 100, accepted: 40, pending: 60 },
    tiers: [general],
    ...over,
  };
}

describe('where a dispatch is', () => {
  const tomorrow = new Date('2026-11-25T08:00:00Z');

  it('waits until its lift, and is sending from the first claim on', () => {
    expect(phaseOf(progress({ liftAt: tomorrow }, { startedAt: null }))).toBe('waiting');
    expect(phaseOf(progress())).toBe('sending');
    expect(phaseOf(progress({ liftAt: tomorrow }, { tier: 'early' }))).toBe('sending');
  });

  it('says so when the approval it was armed with stands no more', () => {
    expect(phaseOf(progress({ approvalStands: false }))).toBe('void');
    expect(phaseOf(progress({ approvalStands: false, state: 'paused' }))).toBe('paused');
  });

  it('is over only when it has ended and nothing is open', () => {
    expect(isOver(progress({ state: 'stopped' }))).toBe(false);
    expect(isOver(progress({ state: 'stopped', account: { ...NONE, frozen: 3, cancelled: 3 } }))).toBe(true);
    expect(isOver(progress({ account: { ...NONE, frozen: 3, accepted: 3 } }))).toBe(false);
  });

  it('counts those who are deferred as not done', () => {
    expect(percentDone(progress({ account: { ...NONE, frozen: 10, accepted: 5, deferred: 5 } }))).toBe(50);
    expect(percentDone(progress({ state: 'finished', account: NONE }))).toBe(100);
  });

  it('measures the speed over the last seconds and says how long the untried take', () => {
    expect(speedOf(progress({}, { recent: 50 }))).toEqual({ perSecond: 10, secondsLeft: 6 });
    expect(speedOf(progress())).toEqual({ perSecond: 0, secondsLeft: null });
  });

  it('says in one sentence that nothing left early and how soon it was there', () => {
    const firstAcceptedAt = new Date(LIFT.getTime() + 80);
    const lastAcceptedAt = new Date(LIFT.getTime() + 2_100);
    expect(liftSentence(progress({}, { firstAcceptedAt, lastAcceptedAt }))).toBe(
      '0 of 100 before the lift; first +0.08 s; last +2.1 s.',
    );
    expect(liftSentence(progress())).toBeNull();
  });

  it('writes seconds as people say them', () => {
    expect([0.004, 59.94, 60, 3599, 5400, -1.5].map(secondsText)).toEqual([
      '+0.00 s', '+59.9 s', '+1 min 0 s', '+59 min 59 s', '+1 h 30 min', '−1.5 s',
    ]); // prettier-ignore
  });

  it('offers only what can be done: no lift after the lift, no correction of what nobody has', () => {
    expect(steeringActions(progress())).toEqual(['pause', 'correct', 'stop', 'kill']);
    expect(steeringActions(progress({ account: { ...NONE, frozen: 9, pending: 9 } }))).toEqual([
      'pause',
      'stop',
    ]);
    expect(steeringActions(progress({ liftAt: tomorrow, account: NONE }, { startedAt: null }))).toEqual([
      'pause',
      'forward',
      'lift',
      'stop',
    ]);
    expect(steeringActions(progress({ state: 'finished', kind: 'kill' }))).toEqual([]);
  });
});
