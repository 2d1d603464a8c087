import { z } from 'zod';
import { DomainError, invalid } from '../errors/domain-error.js';
import type { TrustLevel } from './contact.entity.js';

export const trustDecisionKinds = [
  'grant',
  'refusal',
  'warning',
  'probation',
  'suspension',
  'reinstated',
  'dropped',
] as const;
export type TrustDecisionKind = (typeof trustDecisionKinds)[number];

/** What the desk decides about early access. */
export const trustDecision = z.strictObject({
  kind: z.enum(trustDecisionKinds),
  /** end of a probation or suspension; null: until decided otherwise */
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
  /** for the desk; the journalist reads it only when they ask for all that is kept about them */
  note: z.string().trim().max(2000).default(''),
  /** of a grant: where the desk has verified that they work; absent: as the list has it */
  outlet: z.string().trim().max(200).optional(),
});
export type TrustDecision = z.infer<typeof trustDecision>;

/** Null: the level stays as it is. */
export const levelAfter: Record<TrustDecisionKind, TrustLevel | null> = {
  grant: 'trusted',
  refusal: null,
  warning: null,
  probation: 'probation',
  suspension: 'suspended',
  reinstated: 'trusted',
  dropped: 'none',
};

/** Only these come to an end by themselves. */
export function mayEnd(kind: TrustDecisionKind): boolean {
  return kind === 'probation' || kind === 'suspension';
}

/**
 * Whether a decision makes sense for somebody of this level.
 * @throws DomainError `conflict` where there is nothing to decide about, `invalid` for an end in the past
 */
export function requireDecidable(
  { kind, until }: Pick<TrustDecision, 'kind' | 'until'>,
  { trust, hasAsked }: { trust: TrustLevel; hasAsked: boolean },
  now: Date,
): void {
  if (kind === 'refusal' && !hasAsked)
    throw new DomainError('conflict', 'No request of this journalist is waiting.');
  if (kind !== 'grant' && kind !== 'refusal' && trust === 'none')
    throw new DomainError('conflict', 'This journalist has no early access. Grant it first.');
  if (mayEnd(kind) && until !== null && until <= now)
    throw invalid('until', 'This end has passed already. Choose a later one, or none.');
}
