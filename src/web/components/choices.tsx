import type { VNode } from 'preact';
import { valueOf, valuesOf } from '../forms.js';
import { Field, FieldError, FieldGroup, Hint, describedBy, fieldNames, type FieldProps } from './field.js';

export type Choice = { value: string; label: string; hint?: string; disabled?: boolean };

type OneOfProps = FieldProps & { options: readonly Choice[]; value?: string; placeholder?: string };

export function Select(props: OneOfProps): VNode {
  const names = fieldNames(props);
  const chosen = valueOf(props.form, props.name) ?? props.value ?? '';
  return (
    <Field {...props}>
      <select
        id={names.id}
        name={props.name}
        class="input"
        required={props.required ?? true}
        {...describedBy(names)}
      >
        {props.placeholder && <option value="">{props.placeholder}</option>}
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === chosen} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function RadioGroup(props: OneOfProps): VNode {
  const names = fieldNames(props);
  const chosen = valueOf(props.form, props.name) ?? props.value;
  return (
    <FieldGroup {...props}>
      <div class="choices">
        {props.options.map((option, index) => (
          <label class="choice">
            <input
              type="radio"
              id={`${names.id}-${index}`}
              name={props.name}
              value={option.value}
              checked={option.value === chosen}
              disabled={option.disabled}
              required={props.required ?? true}
            />
            <ChoiceText option={option} />
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}

/** Any number of many, shown as chips. The field is sent as a list: give it a name ending in `[]`. */
export function CheckboxGroup(
  props: FieldProps & { options: readonly Choice[]; values?: readonly string[] },
): VNode {
  const names = fieldNames(props);
  const chosen = new Set(valuesOf(props.form, props.name) ?? props.values ?? []);
  return (
    <FieldGroup {...props}>
      <div class="chips">
        {props.options.map((option, index) => (
          <label class="chip">
            <input
              type="checkbox"
              id={`${names.id}-${index}`}
              name={props.name}
              value={option.value}
              checked={chosen.has(option.value)}
              disabled={option.disabled}
            />
            <ChoiceText option={option} />
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}

/** One yes or no. Unticked sends nothing; ticked sends `on`. */
export function Checkbox(props: FieldProps & { checked?: boolean }): VNode {
  const names = fieldNames(props);
  const wasSent = props.form && Object.keys(props.form.values).length > 0;
  const checked = wasSent ? valueOf(props.form, props.name) !== undefined : props.checked;
  return (
    <div class={names.error ? 'field field-wrong' : 'field'}>
      <label class="choice">
        <input
          type="checkbox"
          id={names.id}
          name={props.name}
          checked={checked}
          required={props.required ?? false}
          {...describedBy(names)}
        />
        <span>{props.label}</span>
      </label>
      <Hint names={names} hint={props.hint} />
      <FieldError names={names} />
    </div>
  );
}

/** Isolated: a topic may be named in another direction than the page is read in. */
function ChoiceText({ option }: { option: Choice }): VNode {
  return (
    <span>
      <bdi>{option.label}</bdi>
      {option.hint && (
        <small>
          <bdi>{option.hint}</bdi>
        </small>
      )}
    </span>
  );
}
