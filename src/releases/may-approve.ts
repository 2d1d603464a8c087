import type { ReleaseKind } from './release-content.js';

export interface ApprovalAsked {
  kind: ReleaseKind;
  /** Staff user ids. */
  approver: number;
  lastEditor: number | null;
  /** Active accounts that may approve. */
  approvers: number;
  /** The setting SECOND_PERSON. */
  secondPerson: boolean;
}

/**
 * Why somebody may not approve, or null when they may.
 * Nobody approves their own last change, as long as there is a second person who could and the desk did not switch
 * this off (SECOND_PERSON). A desk of one person can still work, and a hold or a kill never waits for a second pair of
 * eyes: it only takes back.
 */
export function whyMayNotApprove(asked: ApprovalAsked): string | null {
  const { kind, approver, lastEditor, approvers, secondPerson } = asked;
  if (!secondPerson || approvers < 2) return null;
  if (kind === 'hold' || kind === 'kill' || approver !== lastEditor) return null;
  return 'You made the last change, so somebody else has to approve it.';
}
