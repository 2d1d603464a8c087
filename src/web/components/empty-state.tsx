import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './icon.js';

type EmptyStateProps = {
  icon: string;
  title: string;
  children: ComponentChildren;
  actions?: ComponentChildren;
};

/** Nothing here yet: says what belongs here, why one would want it, and how to begin. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps): VNode {
  return (
    <section class="empty-state">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{children}</p>
      {actions && <div class="button-row">{actions}</div>}
    </section>
  );
}
