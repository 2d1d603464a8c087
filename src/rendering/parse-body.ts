import { BODY_LIMITS, type BodyMarkName, type BodyNodeName, bodySchema } from './body-schema.js';
import { cleanText } from './clean-text.js';
import { ContentRefused } from './content-refused.js';

/** One node of the body as plain JSON, as it is stored and sent over the API. */
export interface BodyNode {
  type: BodyNodeName;
  attrs?: Record<string, string | number>;
  content?: BodyNode[];
  marks?: BodyMark[];
  text?: string;
}

export interface BodyMark {
  type: BodyMarkName;
  attrs?: Record<string, string>;
}

/** A body that `parseBody` accepted. */
export type BodyDoc = BodyNode & { type: 'doc' };

interface Budget {
  nodes: number;
  text: number;
}

type Json = Record<string, unknown>;

const NODE_KEYS = new Set(['type', 'attrs', 'content', 'marks', 'text']);
const MARK_KEYS = new Set(['type', 'attrs']);

/**
 * Reads a body and refuses whatever the schema does not know: nodes, marks, attributes, addresses of
 * links other than http, https and mailto, and more than BODY_LIMITS. Guarantees that the result is
 * plain JSON in ProseMirror's normal form, so equal documents are equal as JSON, and that its text has
 * no control characters (they are removed).
 * @throws ContentRefused with the place of the first fault
 */
export function parseBody(json: unknown): BodyDoc {
  const root = asObject(json, '');
  if (root['type'] !== 'doc') throw new ContentRefused('The body must be a document of type "doc"');
  checkNode(root, '', 0, { nodes: 0, text: 0 });
  return normalForm(root);
}

function normalForm(root: Json): BodyDoc {
  try {
    const node = bodySchema.nodeFromJSON(JSON.parse(JSON.stringify(root, cleaned)));
    node.check();
    return JSON.parse(JSON.stringify(node.toJSON())) as BodyDoc;
  } catch (cause) {
    throw new ContentRefused(`The body is not well formed: ${(cause as Error).message}`);
  }
}

function cleaned(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? cleanText(value) : value;
}

// ProseMirror ignores attributes and keys that it does not know; here they are refused, so that nothing
// can be stored that no reader has ever been shown.
function checkNode(node: Json, path: string, depth: number, budget: Budget): void {
  if (depth > BODY_LIMITS.depth) throw new ContentRefused('The body is nested too deeply', path);
  if (++budget.nodes > BODY_LIMITS.nodes) throw new ContentRefused('The body has too many parts', path);
  refuseUnknownKeys(node, NODE_KEYS, path);
  const spec = bodySchema.nodes[node['type'] as BodyNodeName]?.spec;
  if (!spec || !Object.hasOwn(bodySchema.nodes, String(node['type']))) {
    throw new ContentRefused(`Unknown kind of content "${shown(node['type'])}"`, path);
  }
  checkAttributes(node['attrs'], spec.attrs ?? {}, path);
  checkText(node, path, budget);
  asList(node['marks'], `${path}.marks`).forEach((mark, i) => checkMark(mark, `${path}.marks[${i}]`));
  asList(node['content'], `${path}.content`).forEach((child, i) => {
    const childPath = `${path === '' ? '' : `${path}.`}content[${i}]`;
    checkNode(asObject(child, childPath), childPath, depth + 1, budget);
  });
}

function checkText(node: Json, path: string, budget: Budget): void {
  const text = node['text'];
  if (text === undefined) return;
  if (node['type'] !== 'text' || typeof text !== 'string') {
    throw new ContentRefused('Only a text may have text', path);
  }
  budget.text += text.length;
  if (budget.text > BODY_LIMITS.textLength) {
    throw new ContentRefused(`The body may be at most ${BODY_LIMITS.textLength} characters long`, path);
  }
}

function checkMark(json: unknown, path: string): void {
  const mark = asObject(json, path);
  refuseUnknownKeys(mark, MARK_KEYS, path);
  const name = String(mark['type']);
  if (!Object.hasOwn(bodySchema.marks, name))
    throw new ContentRefused(`Unknown kind of mark "${shown(name)}"`, path);
  checkAttributes(mark['attrs'], bodySchema.marks[name as BodyMarkName].spec.attrs ?? {}, path);
}

type AttributeSpecs = Record<string, { default?: unknown; validate?: string | ((value: unknown) => void) }>;

function checkAttributes(json: unknown, specs: AttributeSpecs, path: string): void {
  const attrs = json === undefined || json === null ? {} : asObject(json, path);
  for (const name of Object.keys(attrs)) {
    if (!Object.hasOwn(specs, name)) throw new ContentRefused(`Unknown attribute "${shown(name)}"`, path);
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (!Object.hasOwn(attrs, name) && Object.hasOwn(spec, 'default')) continue;
    checkAttribute(attrs[name], spec.validate, `${path}.${name}`);
  }
}

function checkAttribute(value: unknown, validate: AttributeSpecs[string]['validate'], path: string): void {
  try {
    if (typeof validate === 'function') validate(value);
  } catch (cause) {
    throw new ContentRefused(sentence((cause as Error).message), path);
  }
}

function refuseUnknownKeys(object: Json, known: Set<string>, path: string): void {
  const unknown = Object.keys(object).find((key) => !known.has(key));
  if (unknown !== undefined) throw new ContentRefused(`Unknown property "${shown(unknown)}"`, path);
}

function asObject(json: unknown, path: string): Json {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw new ContentRefused('Expected an object', path);
}

function asList(json: unknown, path: string): unknown[] {
  if (json === undefined || json === null) return [];
  if (Array.isArray(json)) return json;
  throw new ContentRefused('Expected a list', path);
}

function shown(value: unknown): string {
  return String(value).slice(0, 40);
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
