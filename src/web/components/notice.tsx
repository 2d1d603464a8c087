import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './icon.js';

export type NoticeTone = 'info' | 'ok' | 'hold' | 'stop';

const ICONS: Record<NoticeTone, string> = {
  info: 'info',
  ok: 'circle-check',
  hold: 'triangle-alert',
  stop: 'octagon-x',
};

type NoticeProps = {
  tone: NoticeTone;
  title?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
};

/** Part of the page from the start, so it is not announced as something new. */
export function Notice({ tone, title, children, actions }: NoticeProps): VNode {
  return (
    <div class={`notice notice-${tone}`}>
      <Icon name={ICONS[tone]} />
      <div>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div class="notice-actions">{actions}</div>}
    </div>
  );
}

/** What the last action did. Good news waits for a pause in speech, bad news does not. */
export function Flash({ tone, children }: { tone: NoticeTone; children: ComponentChildren }): VNode {
  return (
    <div class={`notice notice-${tone} flash`} role={tone === 'stop' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}
