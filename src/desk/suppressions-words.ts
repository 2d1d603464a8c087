import type { SuppressionReason } from '../contacts/suppression.entity.js';
import type { Tone } from '../web/components/badge.js';

export const REASON_LOOKS: Record<SuppressionReason, { word: string; icon: string; tone: Tone }> = {
  unsubscribed: { word: 'Unsubscribed', icon: 'mail-x', tone: 'idle' },
  objection: { word: 'Objection', icon: 'hand', tone: 'stop' },
  hard_bounce: { word: 'Dead address', icon: 'undo-2', tone: 'stop' },
  soft_bounces: { word: 'Bounced again and again', icon: 'pause', tone: 'hold' },
  complaint: { word: 'Complaint', icon: 'octagon-x', tone: 'stop' },
  erased: { word: 'Erased', icon: 'eraser', tone: 'idle' },
  desk: { word: 'Closed by the desk', icon: 'ban', tone: 'hold' },
};

export const REASON_CHOICES = (Object.keys(REASON_LOOKS) as SuppressionReason[]).map((value) => ({
  value,
  label: REASON_LOOKS[value].word,
}));

/** What the desk may say of an address. */
export const DESK_REASONS = [
  { value: 'desk', label: 'The desk decides it' },
  { value: 'unsubscribed', label: 'They asked to leave' },
  { value: 'objection', label: 'They objected to any mail' },
] as const;
