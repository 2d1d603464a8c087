import type { ComponentChildren, VNode } from 'preact';
import { valueOf } from '../forms.js';
import { Field, describedBy, fieldNames, type FieldProps, inLanguage } from './field.js';

type TextInputProps = FieldProps & {
  /** The stored value; what was typed into a refused form goes before it. */
  value?: string;
  type?: 'text' | 'email' | 'url' | 'tel' | 'search' | 'password' | 'number' | 'date' | 'time';
  placeholder?: string;
  autocomplete?: string;
  maxLength?: number;
  autofocus?: boolean;
  list?: string;
};

export function TextInput(props: TextInputProps): VNode {
  const names = fieldNames(props);
  const attributes = {
    id: names.id,
    name: props.name,
    class: 'input',
    value: props.type === 'password' ? undefined : (valueOf(props.form, props.name) ?? props.value),
    required: props.required ?? true,
    placeholder: props.placeholder,
    autocomplete: props.autocomplete,
    maxLength: props.maxLength,
    autofocus: props.autofocus,
    list: props.list,
    ...inLanguage(props.written),
    ...describedBy(names),
  };
  return (
    <Field {...props}>
      <InputOfType type={props.type ?? 'text'} attributes={attributes} />
    </Field>
  );
}

/** Preact types every input type apart, so the type has to be a literal. */
function InputOfType({
  type,
  attributes,
}: {
  type: NonNullable<TextInputProps['type']>;
  attributes: object;
}): VNode {
  switch (type) {
    case 'email':
      return <input type="email" {...attributes} />;
    case 'url':
      return <input type="url" {...attributes} />;
    case 'tel':
      return <input type="tel" {...attributes} />;
    case 'search':
      return <input type="search" {...attributes} />;
    case 'password':
      return <input type="password" {...attributes} />;
    case 'number':
      return <input type="number" inputMode="numeric" {...attributes} />;
    case 'date':
      return <input type="date" {...attributes} />;
    case 'time':
      return <input type="time" {...attributes} />;
    default:
      return <input type="text" {...attributes} />;
  }
}

type TextAreaProps = FieldProps & { value?: string; rows?: number; placeholder?: string; maxLength?: number };

/** Grows with its text where the browser can (`field-sizing`). */
export function TextArea(props: TextAreaProps): VNode {
  const names = fieldNames(props);
  return (
    <Field {...props}>
      <textarea
        id={names.id}
        name={props.name}
        class="input"
        rows={props.rows ?? 4}
        required={props.required ?? true}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        {...inLanguage(props.written)}
        {...describedBy(names)}
      >
        {valueOf(props.form, props.name) ?? props.value}
      </textarea>
    </Field>
  );
}

/**
 * One line of text, wrapped as long as it needs; as a headline set as it will be printed. Without script Enter can put
 * a line break into it: the schema should collapse white space.
 */
export function LineInput(props: Omit<TextAreaProps, 'rows'> & { look?: 'headline' }): VNode {
  const names = fieldNames(props);
  return (
    <Field {...props}>
      <textarea
        id={names.id}
        name={props.name}
        class={props.look === 'headline' ? 'input input-line input-headline' : 'input input-line'}
        rows={1}
        required={props.required ?? true}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        data-one-line
        {...inLanguage(props.written)}
        {...describedBy(names)}
      >
        {valueOf(props.form, props.name) ?? props.value}
      </textarea>
    </Field>
  );
}

export function HeadlineInput(props: Omit<TextAreaProps, 'rows'>): VNode {
  return <LineInput {...props} look="headline" />;
}

/** Fields that belong side by side where there is room. */
export function FieldRow({ children }: { children: ComponentChildren }): VNode {
  return <div class="field-row">{children}</div>;
}
