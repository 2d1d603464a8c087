import { describe, expect, it } from '@jest/globals';
import { whyMayNotApprove } from './may-approve.js';

const asked = { kind: 'original' as const, approver: 1, lastEditor: 1, approvers: 2, secondPerson: true };

describe('who may approve', () => {
  it('is not whoever made the last change', () => {
    expect(whyMayNotApprove(asked)).toContain('somebody else');
    expect(whyMayNotApprove({ ...asked, approver: 2 })).toBeNull();
  });

  it('is the only person of a desk of one', () => {
    expect(whyMayNotApprove({ ...asked, approvers: 1 })).toBeNull();
  });

  it('is anybody where the desk does not ask for a second person', () => {
    expect(whyMayNotApprove({ ...asked, secondPerson: false })).toBeNull();
  });

  it.each(['hold', 'kill'] as const)('is anybody for a %s, which must not wait', (kind) => {
    expect(whyMayNotApprove({ ...asked, kind })).toBeNull();
  });

  it.each(['correction', 'update'] as const)('is a second person for a %s', (kind) => {
    expect(whyMayNotApprove({ ...asked, kind })).not.toBeNull();
  });
});
