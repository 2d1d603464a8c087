import type { ComponentChildren, VNode } from 'preact';

export type KeyValue = { label: string; value: ComponentChildren };

export function KeyValues({ items }: { items: readonly KeyValue[] }): VNode {
  return (
    <dl class="key-values">
      {items.map((item) => (
        <div>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
