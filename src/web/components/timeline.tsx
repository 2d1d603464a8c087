import type { ComponentChildren, VNode } from 'preact';
import type { Tone } from './badge.js';
import { Icon } from './icon.js';
import { Time } from './time.js';

export type TimelineEvent = {
  at: Date;
  icon: string;
  tone: Tone;
  title: ComponentChildren;
  who?: string;
  detail?: ComponentChildren;
};

/** What happened, in order, with who did it. */
export function Timeline({ events, zone }: { events: readonly TimelineEvent[]; zone: string }): VNode {
  return (
    <ol class="timeline">
      {events.map((event) => (
        <li class={`timeline-${event.tone}`}>
          <span class="timeline-mark">
            <Icon name={event.icon} />
          </span>
          <div>
            <p>
              <strong>{event.title}</strong>
              {event.who && <span> by {event.who}</span>}
            </p>
            <p class="muted">
              <Time at={event.at} zone={zone} />
            </p>
            {event.detail && <div>{event.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
