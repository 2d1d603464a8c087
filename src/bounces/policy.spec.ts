import { describe, expect, it } from '@jest/globals';
import { actionFor, defaultBouncePolicy, type JudgedBounce } from './policy.js';
import { categories, type BounceCategory } from './reading/categories.js';

const judge = (bounce: Partial<JudgedBounce>) =>
  actionFor(
    { kind: 'bounce', category: 'unknown', hard: false, earlierSoft: 0, ...bounce },
    defaultBouncePolicy,
  );

describe('what a bounce leads to', () => {
  it('suppresses a dead address at once', () => {
    expect(judge({ category: 'unknown-address', hard: true })).toBe('suppressed');
  });
  it('never suppresses for a failure that is ours, however often', () => {
    const ours = (Object.keys(categories) as BounceCategory[]).filter(
      (each) => categories[each].consequence === 'admin',
    );
    expect(ours).toEqual(expect.arrayContaining(['policy', 'reputation', 'authentication']));
    for (const category of ours) expect(judge({ category, earlierSoft: 100 })).toBe('raised');
  });
  it('suppresses a full mailbox for now after the third release', () => {
    expect(judge({ category: 'mailbox-full', earlierSoft: 1 })).toBe('counted');
    expect(judge({ category: 'mailbox-full', earlierSoft: 2 })).toBe('suppressed for now');
  });
  it('takes a complaint as an objection', () => {
    expect(judge({ kind: 'feedback' })).toBe('objected');
  });
  it('does nothing about a delay, greylisting or the network: the delivery tries again', () => {
    expect(judge({ kind: 'delayed', category: 'network' })).toBe('none');
    expect(judge({ category: 'greylisted' })).toBe('none');
  });
});
