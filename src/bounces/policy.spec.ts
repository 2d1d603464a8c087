import { describe, expect, it } from '@jest/globals';
import { actionFor, defaultBouncePolicy, type JudgedBounce } from './policy.js';
import { categories, type BounceCategory } from './reading/categories.js';

const judge = (bounce: Partial<JudgedBounce>) =>
  actionFor(
    {
      kind: 'bounce',
      category: 'unknown',
      hard: false,
      earlierSoft: 0,
      outOfReach: { mails: 1, addresses: 1 },
      ...bounce,
    },
    defaultBouncePolicy,
  );

/** What a server out of reach, or one that puts us off until the end, is called. */
const RETRIED = ['network', 'system', 'greylisted', 'rate-limited', 'expired'] as const;

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
  it('takes one final failure of a server for an outage, and says nothing', () => {
    for (const category of RETRIED)
      expect(judge({ category, outOfReach: { mails: 2, addresses: 2 } })).toBe('none');
  });
  it('tells an admin of an address that three mails in a row did not reach', () => {
    expect(judge({ category: 'network', outOfReach: { mails: 3, addresses: 1 } })).toBe('raised');
  });
  it('tells an admin of a domain where nothing reached three people', () => {
    expect(judge({ category: 'system', outOfReach: { mails: 1, addresses: 3 } })).toBe('raised');
  });
  it('suppresses nobody for a server out of reach, however long it lasts', () => {
    const outOfReach = { mails: 100, addresses: 100 };
    for (const category of RETRIED) {
      expect(judge({ category, outOfReach, earlierSoft: 100 })).toBe('raised');
      expect(judge({ kind: 'delayed', category, outOfReach, earlierSoft: 100 })).toBe('none');
    }
  });
  it('does nothing about a delay, greylisting or the network: the delivery tries again', () => {
    expect(judge({ kind: 'delayed', category: 'network' })).toBe('none');
    expect(judge({ category: 'greylisted' })).toBe('none');
  });
});
