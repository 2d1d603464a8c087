import { describe, expect, it } from '@jest/globals';
import type { Overview, OverviewDispatch } from './overview-facts.js';
import { troublesOf } from './overview-troubles.js';

const NOW = new Date('2026-11-24T08:00:00Z');

function dispatch(over: Partial<OverviewDispatch> = {}): OverviewDispatch {
  return {
    id: 7,
    headline: 'Tram line',
    kind: 'original',
    state: 'armed',
    heldReason: null,
    approvalStands: true,
    liftAt: NOW,
    embargoZone: null,
    hasStarted: false,
    endedAt: null,
    now: NOW,
    frozen: 0,
    accepted: 0,
    refused: 0,
    openDoubts: 0,
    firstAcceptedAt: null,
    lastAcceptedAt: null,
    ...over,
  };
}

function titles(over: Partial<Overview>): string[] {
  const worker = { worker: 'a:1', seenAt: NOW, skewMs: 3 };
  const quiet: Overview = {
    now: NOW,
    live: [],
    lately: [],
    inReview: [],
    approved: [],
    workers: [worker],
    calendar: [],
  };
  return troublesOf({ ...quiet, ...over }, 2_000).map((each) => each.title);
}

describe('what went wrong', () => {
  it('is nothing on a quiet morning, even without a worker', () => {
    expect(titles({})).toEqual([]);
    expect(titles({ workers: [] })).toEqual([]);
  });

  it('misses a worker as soon as something is armed', () => {
    expect(titles({ workers: [], live: [dispatch()] })).toEqual(['No worker is running']);
  });

  it('names a worker whose clock is wrong, in either direction', () => {
    const workers = [
      { worker: 'fast', seenAt: NOW, skewMs: 3_600_000 },
      { worker: 'slow', seenAt: NOW, skewMs: -2_500 },
    ];
    expect(titles({ workers })).toEqual([
      'The clock of worker fast is wrong by 60 min',
      'The clock of worker slow is wrong by 2.5 s',
    ]);
  });

  it('puts the questions first, then doubts and refusals', () => {
    const live = [dispatch({ refused: 30, accepted: 70, openDoubts: 2 }), dispatch({ state: 'held' })];
    expect(titles({ live })).toEqual([
      '“Tram line” is held and asks you',
      'In doubt whether 2 recipients got “Tram line”',
      '30 of 100 refused “Tram line”',
    ]);
  });

  it('takes single refusals for everyday business', () => {
    expect(titles({ lately: [dispatch({ state: 'finished', refused: 5, accepted: 95 })] })).toEqual([]);
  });

  it('says that an armed dispatch without a standing approval will not leave', () => {
    expect(titles({ live: [dispatch({ approvalStands: false })] })).toEqual([
      '“Tram line” will not leave: its approval no longer stands',
    ]);
  });
});
