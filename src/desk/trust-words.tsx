import type { VNode } from 'preact';
import type { TrustStanding } from '../contacts/trust.js';
import type { TrustEventKind } from '../contacts/trust-event.entity.js';
import { type Tone, Tag } from '../web/components/badge.js';
import { timeText } from '../web/components/time.js';

export const EVENT_LOOKS: Record<TrustEventKind, { word: string; icon: string; tone: Tone }> = {
  request: { word: 'Asked for early access', icon: 'hand', tone: 'accent' },
  grant: { word: 'Early access granted', icon: 'key-round', tone: 'ok' },
  refusal: { word: 'Request refused', icon: 'circle-x', tone: 'idle' },
  warning: { word: 'Warned', icon: 'triangle-alert', tone: 'hold' },
  probation: { word: 'Put on probation', icon: 'hourglass', tone: 'hold' },
  suspension: { word: 'Suspended', icon: 'pause', tone: 'stop' },
  reinstated: { word: 'Restored', icon: 'undo-2', tone: 'ok' },
  dropped: { word: 'Early access ended', icon: 'ban', tone: 'stop' },
};

const STANDING_LOOKS: Record<TrustStanding, { word: string; icon: string; tone: Tone }> = {
  none: { word: 'No early access', icon: 'minus', tone: 'idle' },
  trusted: { word: 'Early access', icon: 'key-round', tone: 'ok' },
  probation: { word: 'On probation', icon: 'hourglass', tone: 'hold' },
  suspended: { word: 'Suspended', icon: 'pause', tone: 'stop' },
  moved: { word: 'Left the outlet', icon: 'door-open', tone: 'hold' },
};

/** How a journalist stands with early access, and until when. */
export function StandingTag({
  standing,
  until,
  zone,
}: {
  standing: TrustStanding;
  until: Date | null;
  zone: string;
}): VNode {
  const { word, icon, tone } = STANDING_LOOKS[standing];
  const ends = (standing === 'probation' || standing === 'suspended') && until;
  return (
    <Tag icon={icon} tone={tone}>
      {ends ? `${word} until ${timeText(ends, zone, 'date', 'en-GB')}` : word}
    </Tag>
  );
}
