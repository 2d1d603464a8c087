import type { VNode } from 'preact';
import { Icon } from './icon.js';

export type Tone = 'idle' | 'accent' | 'ok' | 'hold' | 'stop';

type Look = { word: string; icon: string; tone: Tone };

/** One word and one icon for every state there is, so that colour never carries the meaning alone. */
const LOOKS = {
  draft: { word: 'Draft', icon: 'pencil-line', tone: 'idle' },
  in_review: { word: 'In review', icon: 'eye', tone: 'accent' },
  approved: { word: 'Approved', icon: 'stamp', tone: 'ok' },
  armed: { word: 'Armed', icon: 'alarm-clock', tone: 'hold' },
  embargoed: { word: 'Embargoed', icon: 'lock', tone: 'hold' },
  sending: { word: 'Sending', icon: 'send', tone: 'accent' },
  paused: { word: 'Paused', icon: 'pause', tone: 'hold' },
  held: { word: 'Held', icon: 'hand', tone: 'hold' },
  sent: { word: 'Sent', icon: 'check', tone: 'ok' },
  published: { word: 'Published', icon: 'globe', tone: 'ok' },
  stopped: { word: 'Stopped', icon: 'octagon-x', tone: 'stop' },
  killed: { word: 'Killed', icon: 'circle-x', tone: 'stop' },
  corrected: { word: 'Corrected', icon: 'file-pen-line', tone: 'idle' },
  pending: { word: 'Waiting', icon: 'circle-dashed', tone: 'idle' },
  claimed: { word: 'Next up', icon: 'circle-dot', tone: 'idle' },
  transmitting: { word: 'Transmitting', icon: 'arrow-up-right', tone: 'accent' },
  accepted: { word: 'Accepted', icon: 'check', tone: 'ok' },
  deferred: { word: 'Deferred', icon: 'hourglass', tone: 'hold' },
  refused: { word: 'Refused', icon: 'ban', tone: 'stop' },
  bounced: { word: 'Bounced', icon: 'undo-2', tone: 'stop' },
  in_doubt: { word: 'In doubt', icon: 'circle-question-mark', tone: 'hold' },
  suppressed: { word: 'Suppressed', icon: 'user-x', tone: 'idle' },
  cancelled: { word: 'Cancelled', icon: 'minus', tone: 'idle' },
  unconfirmed: { word: 'Unconfirmed', icon: 'mail-question-mark', tone: 'hold' },
  subscribed: { word: 'Subscribed', icon: 'mail-check', tone: 'ok' },
  unsubscribed: { word: 'Unsubscribed', icon: 'mail-x', tone: 'idle' },
  early_access: { word: 'Early access', icon: 'key-round', tone: 'accent' },
  active: { word: 'Active', icon: 'check', tone: 'ok' },
  revoked: { word: 'Revoked', icon: 'ban', tone: 'idle' },
} as const satisfies Record<string, Look>;

export type BadgeState = keyof typeof LOOKS;
export const BADGE_STATES = Object.keys(LOOKS) as BadgeState[];

/** `children` replaces the word where the state needs a finer one: `<Badge state="armed">Armed for 09:00</Badge>`. */
export function Badge({ state, children }: { state: BadgeState; children?: string }): VNode {
  const look: Look = LOOKS[state];
  return (
    <Tag icon={look.icon} tone={look.tone}>
      {children ?? look.word}
    </Tag>
  );
}

/** A badge for what is not a state: a type, a role, a language. */
export function Tag({ icon, tone, children }: { icon: string; tone: Tone; children: string }): VNode {
  return (
    <span class={`badge badge-${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
