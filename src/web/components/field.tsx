import { type ComponentChildren, createContext, type VNode } from 'preact';
import { directionOf } from '../../rendering/words.js';
import type { FormState } from '../forms.js';
import { Icon } from './icon.js';

export type FieldProps = {
  name: string;
  label: string;
  /** Said below the label, before the error; read out with the field. */
  hint?: ComponentChildren;
  /** The form as it was sent, to keep what was typed and to show the error at its field. */
  form?: FormState;
  required?: boolean;
  /** Needed only when two fields of a page share a name. */
  id?: string;
  /** The language (BCP 47) of what is written into it, if that is not the page's: for its direction, and for spelling. */
  written?: string;
};

export function inLanguage(written: string | undefined): { lang?: string; dir?: 'ltr' | 'rtl' } {
  return written ? { lang: written, dir: directionOf(written) } : {};
}

export type FieldNames = { id: string; hintId?: string; errorId?: string; error?: string };

/** The ids that tie a control to its label, hint and error. */
export function fieldNames({ name, id, hint, form }: FieldProps): FieldNames {
  const base = id ?? `field-${name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/-$/, '')}`;
  const error = form?.errors[name];
  return {
    id: base,
    error,
    hintId: hint ? `${base}-hint` : undefined,
    errorId: error ? `${base}-error` : undefined,
  };
}

/** The attributes a control takes so that its hint and error are read out with it. */
export function describedBy(names: FieldNames): { 'aria-describedby'?: string; 'aria-invalid'?: 'true' } {
  const ids = [names.hintId, names.errorId].filter(Boolean).join(' ');
  return { 'aria-describedby': ids || undefined, 'aria-invalid': names.error ? 'true' : undefined };
}

export function Field(props: FieldProps & { children: ComponentChildren; wide?: boolean }): VNode {
  const names = fieldNames(props);
  return (
    <div class={names.error ? 'field field-wrong' : 'field'}>
      <label for={names.id}>
        {props.label}
        <Optional required={props.required} />
      </label>
      <Hint names={names} hint={props.hint} />
      {props.children}
      <FieldError names={names} />
    </div>
  );
}

/** A group of controls with one name: radio buttons, checkboxes, a date with its zone. */
export function FieldGroup(props: FieldProps & { children: ComponentChildren }): VNode {
  const names = fieldNames(props);
  return (
    <fieldset
      class={names.error ? 'field field-wrong' : 'field'}
      id={names.id}
      {...describedBy(names)}
      aria-invalid={undefined}
    >
      <legend>
        {props.label}
        <Optional required={props.required} />
      </legend>
      <Hint names={names} hint={props.hint} />
      {props.children}
      <FieldError names={names} />
    </fieldset>
  );
}

export function Hint({ names, hint }: { names: FieldNames; hint?: ComponentChildren }): VNode | null {
  return hint ? (
    <div class="field-hint" id={names.hintId}>
      {hint}
    </div>
  ) : null;
}

export function FieldError({ names }: { names: FieldNames }): VNode | null {
  return names.error ? (
    <p class="field-error" id={names.errorId}>
      <Icon name="circle-alert" /> {names.error}
    </p>
  ) : null;
}

/** The words that fields say by themselves; a page in another language provides its own. */
export const FieldWords = createContext({ optional: 'optional' });

/** Most fields must be filled, so the few that need not are the ones marked. */
function Optional({ required }: { required?: boolean }): VNode | null {
  if (required !== false) return null;
  return (
    <FieldWords.Consumer>
      {({ optional }) => <span class="field-optional"> {optional}</span>}
    </FieldWords.Consumer>
  );
}

/** What is wrong with the form as a whole, and a link to each field that needs another look. */
export function FormErrors({
  form,
  labels = {},
}: {
  form?: FormState;
  labels?: Record<string, string>;
}): VNode | null {
  const errors = Object.entries(form?.errors ?? {});
  if (errors.length === 0) return null;
  return (
    <div class="notice notice-stop" role="alert" tabIndex={-1} data-focus-first>
      <Icon name="circle-alert" />
      <div>
        <strong>
          {errors.length === 1 ? 'One thing needs another look' : `${errors.length} things need another look`}
        </strong>
        <ul>
          {errors.map(([name, message]) => (
            <li>
              {name === '' ? (
                message
              ) : (
                <a href={`#${fieldNames({ name, label: '' }).id}`}>
                  {labels[name] ? `${labels[name]}: ${message}` : message}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
