import type { ComponentChildren, VNode } from 'preact';

export type Stat = { label: string; value: number | string; detail?: ComponentChildren; href?: string };

/** A row of figures with what they count; each may lead to the list behind it. */
export function StatNumbers({ stats }: { stats: readonly Stat[] }): VNode {
  return (
    <dl class="stats">
      {stats.map((stat) => (
        <div>
          <dt>{stat.label}</dt>
          <dd>
            {stat.href ? <a href={stat.href}>{figure(stat.value)}</a> : figure(stat.value)}
            {stat.detail && <small>{stat.detail}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function figure(value: number | string): string {
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}
