import type { VNode } from 'preact';
import type { SuppressionReason } from '../contacts/suppression.entity.js';
import { Tag } from '../web/components/badge.js';
import { REASON_LOOKS } from './suppressions-words.js';

/** Why an address is closed, in a word. */
export function ReasonTag({ reason }: { reason: SuppressionReason }): VNode {
  const look = REASON_LOOKS[reason];
  return (
    <Tag icon={look.icon} tone={look.tone}>
      {look.word}
    </Tag>
  );
}
