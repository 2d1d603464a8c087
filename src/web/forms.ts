import type { z } from 'zod';

/** What a form needs to be shown again: everything as it was typed, and what is wrong, by field name. */
export type FormState = { values: FormValues; errors: FormErrors };
export type FormValues = Record<string, string | string[]>;
/** Keys are field names as in the HTML; the key '' holds what concerns the form as a whole. */
export type FormErrors = Record<string, string>;

export type FormResult<T> = { ok: true; data: T } | ({ ok: false } & FormState);

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a urlencoded body through a schema. `a.b` in a field name nests, a name ending in `[]` is
 * always a list, and an empty field is a missing one, so `z.string().optional()` means what a form means.
 * On failure nothing typed is lost: `values` go straight back into the fields. Answer with 422.
 */
export function readForm<S extends z.ZodType>(schema: S, body: unknown): FormResult<z.output<S>> {
  const values = typedValues(body);
  const result = schema.safeParse(nested(values), { error: (issue) => sentence(issue) });
  if (result.success) return { ok: true, data: result.data };
  return { ok: false, values, errors: errorsByField(result.error.issues, values) };
}

/** Turns a rule violation found later (by a service) into the state that shows the form again. */
export function refusedForm(body: unknown, errors: FormErrors): { ok: false } & FormState {
  return { ok: false, values: typedValues(body), errors };
}

/** The single value of a field, for a text input; the first when it was sent more than once. */
export function valueOf(form: FormState | undefined, name: string): string | undefined {
  const value = form?.values[name] ?? form?.values[`${name}[]`];
  return Array.isArray(value) ? value[0] : value;
}

/** All values of a field, for a group of checkboxes; undefined when the form was never sent. */
export function valuesOf(form: FormState | undefined, name: string): string[] | undefined {
  const value = form?.values[name];
  if (value !== undefined) return Array.isArray(value) ? value : [value];
  return form && Object.keys(form.values).length > 0 ? [] : undefined;
}

function typedValues(body: unknown): FormValues {
  const values: FormValues = {};
  if (typeof body !== 'object' || body === null) return values;
  for (const [name, value] of Object.entries(body)) {
    if (name.split('.').some((part) => DANGEROUS.has(part))) continue;
    if (typeof value === 'string') values[name] = value;
    else if (Array.isArray(value)) values[name] = value.filter((one) => typeof one === 'string');
  }
  return values;
}

function nested(values: FormValues): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const isList = name.endsWith('[]');
    put(
      data,
      (isList ? name.slice(0, -2) : name).split('.'),
      isList ? [value].flat() : emptyAsMissing(value),
    );
  }
  return data;
}

function put(into: Record<string, unknown>, path: string[], value: unknown): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const inner = into[head];
  const branch = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  into[head] = branch;
  put(branch, rest, value);
}

function emptyAsMissing(value: string | string[]): string | string[] | undefined {
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
}

/** The first error of each field: one clear sentence beats a list. */
function errorsByField(issues: z.core.$ZodIssue[], values: FormValues): FormErrors {
  const errors: FormErrors = {};
  for (const issue of issues) errors[fieldOf(issue.path, values)] ??= issue.message;
  return errors;
}

function fieldOf(path: PropertyKey[], values: FormValues): string {
  const list = path.findIndex((part) => typeof part === 'number');
  const name = (list < 0 ? path : path.slice(0, list)).map(String).join('.');
  return `${name}[]` in values ? `${name}[]` : name;
}

/** Sentences for a person, where the schema does not bring its own. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'Please fill this in.';
  if (issue.code === 'too_small' && issue.origin === 'string')
    return `At least ${issue.minimum} characters, please.`;
  if (issue.code === 'too_big' && issue.origin === 'string')
    return `At most ${issue.maximum} characters, please.`;
  if (issue.code === 'too_small' && issue.origin === 'array') return 'Please choose at least one.';
  if (issue.code === 'too_small') return `${issue.minimum} or more, please.`;
  if (issue.code === 'too_big') return `${issue.maximum} or less, please.`;
  if (issue.code === 'invalid_value') return 'Please choose one of the options.';
  if (issue.code === 'invalid_format') return formatSentence(String(issue.format));
  return undefined;
}

function formatSentence(format: string): string {
  if (format === 'email') return 'This is not an e-mail address. Example: name@newspaper.example';
  if (format === 'url') return 'This is not a web address. Example: https://newspaper.example';
  if (format.includes('date') || format.includes('time')) return 'This is not a date and time.';
  return 'This is not in the expected form.';
}
