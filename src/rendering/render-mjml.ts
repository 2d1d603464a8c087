import { readFile } from 'node:fs/promises';
import { putValues, structureTemplate, type TemplateData } from './fill-template.js';

/** Beside `src` and `dist`, so that the path is the same from both. */
const TEMPLATES = new URL('../../templates/', import.meta.url);
const PART = /\{\{>\s*([a-z-]+)\s*\}\}/g;
const COMPILED_KEPT = 64;

// By structured source: two releases of the same structure (or the same notice for two people) compile once.
// MJML takes 5–12 ms a template and 440 ms to load.
const compiled = new Map<string, Promise<string>>();

/**
 * HTML of `templates/{name}.mjml` with the data filled in. Read anew each time, so that a changed template
 * shows at once.
 * @throws Error naming template and line when the template is faulty
 */
export async function renderTemplate(name: string, data: TemplateData): Promise<string> {
  const { source, values } = structureTemplate(name, await readTemplate(name), data);
  return putValues(await compileOnce(name, source), values);
}

async function readTemplate(name: string): Promise<string> {
  const template = await readFile(new URL(`${name}.mjml`, TEMPLATES), 'utf8');
  const names = [...new Set([...template.matchAll(PART)].map((match) => match[1] ?? ''))];
  const parts = await Promise.all(
    names.map((part) => readFile(new URL(`parts/${part}.mjml`, TEMPLATES), 'utf8')),
  );
  return template.replace(PART, (_match, part: string) => parts[names.indexOf(part)]?.trimEnd() ?? '');
}

function compileOnce(name: string, source: string): Promise<string> {
  const known = compiled.get(source);
  if (known) return known;
  const oldest = compiled.keys().next().value;
  if (compiled.size >= COMPILED_KEPT && oldest !== undefined) compiled.delete(oldest);
  const compiling = compileMjml(name, source);
  compiled.set(source, compiling);
  compiling.catch(() => compiled.delete(source));
  return compiling;
}

async function compileMjml(name: string, source: string): Promise<string> {
  const { default: mjml } = await import('mjml');
  const { html, errors } = await mjml(source, {
    validationLevel: 'soft',
    ignoreIncludes: true,
    keepComments: false,
    fonts: {},
  });
  const [error] = errors;
  if (error) throw new Error(`Template ${name}: ${error.formattedMessage}`);
  return withoutIndentation(html);
}

/** A quarter of MJML's output is indentation, also inside tags; Gmail clips mails beyond 102 KB. */
function withoutIndentation(html: string): string {
  return html
    .replace(/^[ \t]+/gm, '')
    .replace(/(<[a-z0-9]+) *\n+/g, '$1 ')
    .replace(/\n>/g, '>')
    .replace(/\n{2,}/g, '\n');
}
