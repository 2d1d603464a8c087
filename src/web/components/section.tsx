import type { ComponentChildren, VNode } from 'preact';

type SectionProps = { title: string; id?: string; actions?: ComponentChildren; children: ComponentChildren };

/** A part of a page under its own heading, set off by a rule as in a newspaper. */
export function Section({ title, id, actions, children }: SectionProps): VNode {
  return (
    <section class="section" id={id}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
