import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './icon.js';

export type Crumb = { label: string; href: string };

type PageHeaderProps = {
  title: string;
  breadcrumb?: readonly Crumb[];
  /** A badge, beside the title. */
  state?: ComponentChildren;
  /** One line below the title. */
  lead?: ComponentChildren;
  actions?: ComponentChildren;
};

export function PageHeader({ title, breadcrumb, state, lead, actions }: PageHeaderProps): VNode {
  return (
    <header class="page-header">
      <div>
        {breadcrumb && <Breadcrumb crumbs={breadcrumb} />}
        <div class="page-title">
          <h1>
            <bdi>{title}</bdi>
          </h1>
          {state}
        </div>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {actions && <div class="button-row">{actions}</div>}
    </header>
  );
}

/** The way up. The page itself is not in it: its title stands right below. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }): VNode {
  return (
    <nav class="breadcrumb" aria-label="Breadcrumb">
      <ol>
        {crumbs.map((crumb) => (
          <li>
            <a href={crumb.href}>{crumb.label}</a>
            <Icon name="chevron-right" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
