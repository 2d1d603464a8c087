import { describe, expect, it } from '@jest/globals';
import { requireDecidable } from './trust-decision.js';

const now = new Date('2026-11-23T12:00:00Z');
const decide = (
  kind: Parameters<typeof requireDecidable>[0]['kind'],
  trust: 'none' | 'trusted',
  { hasAsked = false, until = null as Date | null } = {},
) => requireDecidable({ kind, until }, { trust, hasAsked }, now);

describe('a decision about early access', () => {
  it('can always be a grant', () => {
    expect(() => decide('grant', 'none')).not.toThrow();
  });

  it('refuses only what was asked for', () => {
    expect(() => decide('refusal', 'none', { hasAsked: true })).not.toThrow();
    expect(() => decide('refusal', 'none')).toThrow('No request');
  });

  it.each(['warning', 'probation', 'suspension', 'reinstated', 'dropped'] as const)(
    'says %s only to somebody who has access',
    (kind) => {
      expect(() => decide(kind, 'trusted')).not.toThrow();
      expect(() => decide(kind, 'none')).toThrow('Grant it first');
    },
  );

  it('ends in the future, or not at all', () => {
    expect(() => decide('suspension', 'trusted', { until: now })).toThrow('passed already');
    expect(() => decide('suspension', 'trusted', { until: new Date(+now + 1) })).not.toThrow();
  });
});
