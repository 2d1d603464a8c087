import type { ComponentChildren, VNode } from 'preact';
import { Button, ButtonRow, LinkButton } from './button.js';

type ConfirmationProps = {
  /** The question, with its number: "Stop this dispatch for 312 recipients?" */
  title: string;
  /** Whether it is the page, or its last section after facts with a heading of their own. */
  as?: 'page' | 'section';
  /** What will happen, in full sentences. */
  children: ComponentChildren;
  /** What cannot be undone, or what stays as it is. */
  consequences?: readonly string[];
  action: string;
  /** Values that pin what is confirmed (a version, a hash), so that a stale page cannot act. */
  fields?: Record<string, string>;
  /** What has to be filled in to confirm: a reason, a word that nobody types by mistake. */
  inputs?: ComponentChildren;
  confirm: string;
  icon?: string;
  look?: 'primary' | 'danger';
  cancelHref: string;
};

/** A confirmation is a page of its own: it works without script, can be linked, and has room for the facts. */
export function Confirmation(props: ConfirmationProps): VNode {
  const Heading = props.as === 'section' ? 'h2' : 'h1';
  return (
    <section class={`confirmation confirmation-${props.look ?? 'danger'}`}>
      <Heading>{props.title}</Heading>
      <div class="confirmation-text">{props.children}</div>
      {props.consequences && (
        <ul>
          {props.consequences.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
      )}
      <form method="post" action={props.action}>
        {Object.entries(props.fields ?? {}).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {props.inputs}
        <ButtonRow>
          <Button look={props.look ?? 'danger'} icon={props.icon}>
            {props.confirm}
          </Button>
          <LinkButton href={props.cancelHref} look="quiet">
            Go back
          </LinkButton>
        </ButtonRow>
      </form>
    </section>
  );
}
