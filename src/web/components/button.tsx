import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './icon.js';

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';

/** Attributes passed through as they are: `hx-*`, `data-*`, `aria-*`, `form`, `formaction` … */
type Passed = { [attribute: `${string}-${string}`]: string | boolean | undefined };

type ButtonProps = Passed & {
  children: ComponentChildren;
  look?: ButtonLook;
  icon?: string;
  type?: 'submit' | 'button' | 'reset';
  name?: string;
  value?: string;
  form?: string;
  formaction?: string;
  disabled?: boolean;
  id?: string;
  title?: string;
};

export function Button({ children, look = 'plain', icon, type = 'submit', ...rest }: ButtonProps): VNode {
  return (
    <button type={type} class={`button button-${look}`} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** Only an icon is seen; `label` is what it is called. */
export function IconButton({
  label,
  icon,
  type = 'button',
  ...rest
}: Omit<ButtonProps, 'children'> & { label: string; icon: string }): VNode {
  return (
    <button type={type} class="button button-icon" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

type LinkButtonProps = Passed & {
  children: ComponentChildren;
  href: string;
  look?: ButtonLook;
  icon?: string;
  /** After the words: for what leads on. */
  iconEnd?: string;
  download?: boolean;
  id?: string;
};

export function LinkButton({ children, look = 'plain', icon, iconEnd, ...rest }: LinkButtonProps): VNode {
  return (
    <a class={`button button-${look}`} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {iconEnd && <Icon name={iconEnd} />}
    </a>
  );
}

/** Buttons side by side; they wrap, and fill the width on a phone. */
export function ButtonRow({ children }: { children: ComponentChildren }): VNode {
  return <div class="button-row">{children}</div>;
}

/** One button that posts: changes never hang on a link. */
export function PostButton({
  action,
  fields = {},
  ...rest
}: ButtonProps & { action: string; fields?: Record<string, string> }): VNode {
  return (
    <form method="post" action={action} class="post-button">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Button {...rest} />
    </form>
  );
}
