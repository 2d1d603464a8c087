import { cleanText } from './clean-text.js';
import { escapeHtml } from './escape-html.js';

// A small template language for `templates/*.mjml`:
//   {{name}}                          a value, always escaped
//   {{#if name}} … {{else}} … {{/if}} an empty text, an empty list and `false` count as no
//   {{#each list}} … {{/each}}        inside, the names of the item come first, then those outside
//   {{> part}}                        another template of the folder `parts`
// A name that the program does not know is an error with its line, not an empty place.

/** HTML that rendering wrote itself; only this passes unescaped. */
export class SafeHtml {
  constructor(readonly html: string) {}
}

export type TemplateValue = string | boolean | SafeHtml | undefined | TemplateData[];
export interface TemplateData {
  [name: string]: TemplateValue;
}

/** A template whose structure is decided, with a token in every place of a value. */
export interface StructuredTemplate {
  source: string;
  /** Escaped values in the order of their tokens. */
  values: string[];
}

type Step =
  | { kind: 'text'; text: string }
  | { kind: 'value'; name: string; line: number }
  | { kind: 'if' | 'each'; name: string; line: number; then: Step[]; otherwise: Step[] };

const TAG = /\{\{\s*(#if|#each|else|\/if|\/each|)\s*([A-Za-z][A-Za-z0-9]*)?\s*\}\}/g;
const TOKEN = /dlv0(\d+)0vld/g;

/**
 * Decides `if` and `each` and puts tokens in place of values, so that the mark-up compiler never sees a
 * word of the content: no content can become a tag of it, whatever its parser makes of entities.
 * @throws Error naming template and line for a fault in the template
 */
export function structureTemplate(name: string, template: string, data: TemplateData): StructuredTemplate {
  const values: string[] = [];
  const source = write(parseTemplate(name, template), [data], name, values);
  return { source, values };
}

/** Puts the values where their tokens are; a token may stand in several places. */
export function putValues(compiled: string, values: string[]): string {
  return compiled.replace(TOKEN, (_token, index: string) => values[Number(index)] ?? '');
}

function parseTemplate(name: string, template: string): Step[] {
  const root: Step[] = [];
  const open: { step: Step & { kind: 'if' | 'each' }; parent: Step[] }[] = [];
  let steps = root;
  let position = 0;
  for (const match of template.matchAll(TAG)) {
    const line = template.slice(0, match.index).split('\n').length;
    steps.push({ kind: 'text', text: template.slice(position, match.index) });
    position = match.index + match[0].length;
    steps = readTag(match[1] ?? '', match[2] ?? '', { name, line, open, steps });
  }
  const unclosed = open.at(-1);
  if (unclosed) throw fault(name, unclosed.step.line, `{{#${unclosed.step.kind}}} is never closed`);
  steps.push({ kind: 'text', text: template.slice(position) });
  return root;
}

interface Place {
  name: string;
  line: number;
  open: { step: Step & { kind: 'if' | 'each' }; parent: Step[] }[];
  steps: Step[];
}

/** The list into which the steps after this tag go. */
function readTag(tag: string, value: string, place: Place): Step[] {
  const { name, line, open, steps } = place;
  if (tag === '' && value !== '' && value !== 'else') {
    steps.push({ kind: 'value', name: value, line });
    return steps;
  }
  if (tag === '#if' || tag === '#each') {
    const step = { kind: tag.slice(1) as 'if' | 'each', name: value, line, then: [], otherwise: [] };
    steps.push(step);
    open.push({ step, parent: steps });
    return step.then;
  }
  const current = open.at(-1);
  if ((tag === 'else' || value === 'else') && current?.step.kind === 'if') return current.step.otherwise;
  if (current && tag === `/${current.step.kind}`) return open.pop()?.parent ?? steps;
  throw fault(name, line, `{{${tag}${value}}} does not belong here`);
}

function write(steps: Step[], scopes: TemplateData[], template: string, values: string[]): string {
  return steps
    .map((step) => {
      if (step.kind === 'text') return step.text;
      const value = lookUp(step.name, scopes, template, step.line);
      if (step.kind === 'value') return `dlv0${values.push(asHtml(value)) - 1}0vld`;
      if (step.kind === 'if')
        return write(isPresent(value) ? step.then : step.otherwise, scopes, template, values);
      const items = Array.isArray(value) ? value : [];
      return items.map((item) => write(step.then, [item, ...scopes], template, values)).join('');
    })
    .join('');
}

function lookUp(name: string, scopes: TemplateData[], template: string, line: number): TemplateValue {
  const scope = scopes.find((candidate) => Object.hasOwn(candidate, name));
  if (!scope) throw fault(template, line, `there is no value called "${name}"`);
  return scope[name];
}

function isPresent(value: TemplateValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof SafeHtml) return value.html !== '';
  return value !== undefined && value !== '' && value !== false;
}

function asHtml(value: TemplateValue): string {
  if (value instanceof SafeHtml) return value.html;
  return typeof value === 'string' ? escapeHtml(cleanText(value)) : '';
}

function fault(template: string, line: number, message: string): Error {
  return new Error(`Template ${template}, line ${line}: ${message}`);
}
